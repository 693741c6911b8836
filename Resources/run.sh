#!/usr/bin/env bash
# Builds truce and starts it: `bash Resources/run.sh [ARGUMENTS OF truce]`.
#
# Needs a Swift toolchain and nothing else; missing system packages are installed first. Without arguments the demo
# starts; where standard output is no terminal it plays by itself and prints its screens.
set -euo pipefail
# shellcheck source=lib/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"

prepare "${build_packages[@]}"

program=$root/.build/release/truce
[[ -x $program ]] || say 'Building truce. The first time takes some minutes, later ones seconds.'
# With lld, because gold warns of a function in Swift's own library, and newer systems come without gold.
build=(swift build --package-path "$root" --configuration release --product truce --static-swift-stdlib
    -Xswiftc -use-ld=lld)
# What a start would spend on the dynamic linker, the linker does here (decision 0010).
build+=(-Xlinker --no-pie -Xlinker --no-export-dynamic)
for library in crypto ncursesw sqlite3 stdc++ tinfo; do
    archive=$(clang -print-file-name="lib$library.a" 2>/dev/null) || continue
    # A name without a folder is an archive that is not there: then the shared library serves.
    [[ $archive != */* ]] || build+=(-Xlinker "--remap-inputs=*/lib$library.so=$archive")
done
if [[ -t 2 ]]; then
    "${build[@]}" >&2 || fail 'the build failed; what went wrong stands above.'
else
    "${build[@]}" 2>&1 </dev/null | thin_steps >&2 || fail 'the build failed; what went wrong stands above.'
fi

if (($# == 0)); then
    set -- demo
    [[ -t 1 ]] || set -- demo --play
fi
exec "$program" "$@"
