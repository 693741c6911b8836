#!/usr/bin/env bash
# Has Prometheus' own Python parser read /metrics: `bash Resources/metrics.sh`.
#
# Starts a server of its own on a throw-away store, lets it meet every kind of answer, and fails unless the parser
# (prometheus_client, fetched from PyPI where it is missing) takes the text and finds every series of the contract.
# TRUCE names the program; without it the debug build's.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
truce=${TRUCE:-$root/.build/debug/truce}

folder=$(mktemp --directory)
"$truce" serve --socket "$folder/run/socket" --store "$folder/store.sqlite" >"$folder/address" 2>"$folder/log" &
server=$!
trap 'kill "$server"; rm -rf "$folder"' EXIT

ask() {
    curl --silent --max-time 20 --retry 20 --retry-delay 1 --retry-all-errors --unix-socket "$folder/run/socket" "$@"
}
put() {
    ask --output /dev/null --request PUT --data-binary "$1" "http://localhost/v1/documents/notes/content" "${@:2}"
}

ask --output /dev/null http://localhost/readyz
put one --header 'If-None-Match: *'
put two --header 'If-Match: *' --header 'Idempotency-Key: k'
put two --header 'If-Match: *' --header 'Idempotency-Key: k'
put three --header 'If-Match: "0-x"'
put four
ask --output /dev/null --request PROPFIND http://localhost/a%22b
ask --output "$folder/metrics" http://localhost/metrics

python=python3
if ! python3 -c 'import prometheus_client' 2>/dev/null; then
    python3 -m venv "$folder/venv"
    python=$folder/venv/bin/python
    "$python" -m pip install --quiet --disable-pip-version-check prometheus_client
fi
"$python" - "$folder/metrics" <<'PYTHON'
import sys
from prometheus_client.parser import text_string_to_metric_families

families = {family.name: family for family in text_string_to_metric_families(open(sys.argv[1]).read())}
expected = {
    "truce_requests": {"route", "method", "status"}, "truce_request_seconds": set(),
    "truce_mutations": {"route", "outcome"}, "truce_conflicts": {"reason"}, "truce_resolutions": {"outcome"},
    "truce_event_subscribers": set(), "truce_event_lag_seconds": set(), "truce_store_bytes": set(),
}
assert set(families) == set(expected), set(families) ^ set(expected)
for name, labels in expected.items():
    for sample in families[name].samples:
        assert set(sample.labels) - {"le"} == labels, sample
value = lambda name, **labels: sum(
    sample.value for sample in families[name].samples if labels.items() <= sample.labels.items())
assert value("truce_conflicts", reason="version_mismatch") == 1
assert value("truce_mutations", outcome="replayed") == 1
assert value("truce_requests", status="404", method="other") == 1
buckets = [sample for sample in families["truce_request_seconds"].samples if sample.name.endswith("_bucket")]
assert all(a.value <= b.value for a, b in zip(buckets, buckets[1:])) and buckets[-1].labels["le"] == "+Inf"
print(f"prometheus_client reads {sum(len(family.samples) for family in families.values())} samples")
PYTHON
