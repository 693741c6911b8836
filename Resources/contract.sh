#!/usr/bin/env bash
# Holds a running server against its OpenAPI document and against HTTP: `bash Resources/contract.sh [EXAMPLES]`.
#
# Needs a Swift toolchain and Python 3 with venv; schemathesis and redbot come from PyPI into a temporary folder. Starts
# servers of its own on free ports of loopback, over stores that are gone afterwards. The exit status is 0 if neither finds
# anything. EXAMPLES is how many requests schemathesis makes up for each operation (50); SEED (1) chooses them. With fewer
# than 20 its wrong tokens come so fast that they are refused as guesses (429), which it does not expect.
set -euo pipefail
# shellcheck source=lib/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"

examples=${1:-50}
if [[ -n ${TRUCE:-} ]]; then
    program=$(realpath "$TRUCE")
else
    prepare "${build_packages[@]}"
    swift build --package-path "$root" --product truce >&2
    program=$root/.build/debug/truce
fi

folder=$(mktemp --directory)
servers=()
trap '((${#servers[@]} == 0)) || kill "${servers[@]}" 2>/dev/null || true; rm -rf "$folder"' EXIT
export XDG_CONFIG_HOME=$folder XDG_STATE_HOME=$folder

# Starts a server called $1 with further arguments; sets url, and TRUCE_SERVER to its socket.
start() {
    local name=$1
    shift
    mkdir -m 700 "$folder/$name"
    "$program" serve --socket "$folder/$name/socket" --listen 127.0.0.1:0 --store "$folder/$name/store.sqlite" "$@" \
        >"$folder/$name/addresses" 2>"$folder/$name/log" &
    servers+=($!)
    for _ in {1..100}; do
        url=$(grep -m 1 '^http:' "$folder/$name/addresses" || true)
        [[ -z $url ]] || break
        kill -0 "${servers[-1]}" || fail "the server did not begin: $(cat "$folder/$name/log")"
        sleep 0.1
    done
    export TRUCE_SERVER=unix:$folder/$name/socket
    echo one | "$program" put notes --create >/dev/null
    echo two | "$program" put notes --if-match current >/dev/null
}

python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install schemathesis redbot
found=0
# They leave their notes where they run.
cd "$folder"

say 'redbot'
start open --no-auth
# A document that refers to 'notes', another name of it, a conflict, and how one was resolved.
key=$(printf "%064d" 0)
echo '[[notes]]' | "$program" put index --create >/dev/null
! echo three | "$program" put notes --if-match 1-000000000000 2>/dev/null || fail 'a stale save went through'
"$program" user add reader --role reader >/dev/null
put() {
    curl --silent --show-error --fail --output /dev/null -X PUT "$@"
}
put "$url/v1/aliases/memo" --json '{"document":"notes"}' -H 'If-None-Match: *'
put "$url/v1/resolutions/$key" --json '{"text":"both"}'
conflict=$(curl --silent "$url/v1/conflicts" | python3 -c 'import json, sys; print(json.load(sys.stdin)["items"][0]["id"])')
for path in /v1/documents '/v1/documents?limit=1' /v1/documents/notes /v1/documents/notes/metadata \
    /v1/documents/notes/content /v1/documents/notes/versions /v1/documents/notes/versions/1 \
    /v1/documents/notes/versions/1/content '/v1/documents/notes/diff?from=1&to=2' /v1/documents/notes/blame \
    /v1/documents/notes/dependents /v1/documents/notes/presence /v1/aliases/memo /v1/events '/v1/events?limit=1' \
    /v1/conflicts "/v1/conflicts/$conflict" /v1/conflicts/groups "/v1/resolutions/$key" /v1/workflow /v1/users \
    /metrics /livez /readyz /openapi.json /problems /problems/version_mismatch; do
    "$folder/venv/bin/redbot" -o har "$url$path" >"$folder/har"
    # Its exit status says nothing.
    python3 - "$path" "$folder/har" <<'END' || found=1
import json, sys
notes = [note for entry in json.load(open(sys.argv[2]))["log"]["entries"] for note in entry["_red_messages"]]
faults = [note for note in notes if note["level"] in ("BAD", "WARN")]
for note in faults:
    print(f"{sys.argv[1]}: {note['level']} {note['note_id']}: {note['summary']}")
print(f"{sys.argv[1]}: {len(notes)} notes, {len(faults)} faults")
sys.exit(bool(faults) or not notes)
END
done

say "schemathesis: $examples examples for each operation"
start tokens
token=$("$program" user add contract --role admin)
# Its check that whatever fits the schema is accepted is left out: a schema cannot say that one of two headers must be there
# (428), nor which characters are letters (422).
# A token is good for 200 requests a second: what comes faster would be 429 and nothing else.
"$folder/venv/bin/schemathesis" run "$url/openapi.json" --header "Authorization: Bearer $token" \
    --rate-limit 150/s --checks all --exclude-checks positive_data_acceptance --max-examples "$examples" --seed "${SEED:-1}" --request-timeout 30 --no-color \
    </dev/null || found=1

# Whatever was found: the servers are there, and nothing in them failed.
for server in "${servers[@]}"; do kill -0 "$server" || fail 'a server has ended'; done
if grep -E 'level=(error|critical)' "$folder"/*/log; then found=1; fi
exit "$found"
