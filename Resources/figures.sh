#!/usr/bin/env bash
# Prints the figures that truce is measured by: `bash Resources/figures.sh [--merges] [--builds]`.
#
# Measures a release build on this machine: start, a key to the screen, a save, an event. With --merges also merges of large
# texts beside git's, which takes some minutes and 600 MB in /tmp. With --builds also how long a release build and the tests
# take in a fresh clone, which needs half an hour on a small machine.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

bash "$root/Resources/run.sh" --version >/dev/null
swift build --package-path "$root" --configuration release --product TruceFigures --static-swift-stdlib \
    -Xswiftc -use-ld=lld >&2
"$root/.build/release/TruceFigures" "$root/.build/release/truce"
"$root/.build/release/TruceFigures" "$root/.build/release/truce" events

if [[ " $* " == *' --merges '* ]]; then
    "$root/.build/release/TruceFigures" "$root/.build/release/truce" merge
fi

if [[ " $* " == *' --builds '* ]]; then
    clone=$(mktemp --directory)
    trap 'rm -rf "$clone"' EXIT
    git clone --quiet "$root" "$clone/truce"
    start=$SECONDS
    bash "$clone/truce/Resources/run.sh" --version >/dev/null
    echo "clean release build (asked: 900 s): $((SECONDS - start)) s"
    start=$SECONDS
    bash "$clone/truce/Resources/test.sh" >"$clone/log" 2>&1 || tail -n 20 "$clone/log"
    echo "clean test run (asked: 1500 s): $((SECONDS - start)) s, $(tail -n 1 "$clone/log")"
fi
