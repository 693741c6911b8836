#!/usr/bin/env bash
# Runs every test: `bash Resources/test.sh [ARGUMENTS OF swift test]`.
#
# Needs a Swift toolchain and nothing else; missing system packages are installed first. One debug build serves all
# tests, those with the real program in a real terminal too. Tests run side by side in one process; suites that cannot
# are serialized by their own trait. The last line is the test runner's own.
set -euo pipefail
# shellcheck source=lib/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"

require_swift
require_packages "${build_packages[@]}" "${test_packages[@]}"

tests=(swift test --package-path "$root" --disable-xctest "$@")
if [[ -t 1 && -t 2 ]]; then
    "${tests[@]}"
else
    "${tests[@]}" 2>&1 </dev/null | thin_steps
fi
