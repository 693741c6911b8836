#!/usr/bin/env bash
# Runs every test: `bash Resources/test.sh [ARGUMENTS OF swift test]`.
#
# Needs a Swift toolchain and nothing else; missing system packages are installed first. One debug build serves all
# tests, those with the real program in a real terminal too. Tests run side by side in one process; suites that cannot
# are serialized by their own trait. The last line is the test runner's own.
#
# TRUCE_TEST_EFFORT=N repeats the editor's random tests N times as often; TRUCE_TEST_KEYS=100000 gives the random keys
# (`--filter RandomKeysTests`) at least so many, a minute's worth.
set -euo pipefail
# shellcheck source=lib/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"

prepare "${build_packages[@]}" "${test_packages[@]}"

tests=(swift test --package-path "$root" --disable-xctest "$@")
# Swift links with gold unless told otherwise, and newer systems come without gold.
[[ -n $(type -P ld.gold) ]] || tests+=(-Xswiftc -use-ld=lld)
if [[ -t 1 && -t 2 ]]; then
    "${tests[@]}"
else
    "${tests[@]}" 2>&1 </dev/null | thin_steps
fi
