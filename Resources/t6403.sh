#!/usr/bin/env bash
# Runs git's own test of merge-file with truce in its place: `bash Resources/t6403.sh GIT_SOURCE [PROGRAM]`.
#
# GIT_SOURCE is an unpacked source of git, which need not be built; the git of this system does everything but the merges.
# PROGRAM is the truce to test, a release build's by default. Object ids are no business of truce: cases that name them in
# their title are left out.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

source=${1:?which folder holds the source of git}
[[ -f $source/t/t6403-merge-file.sh ]] || {
    echo "there is no t/t6403-merge-file.sh in $source" >&2
    exit 2
}
program=$(realpath "${2:-$root/.build/release/truce}")
[[ -x $program ]] || {
    echo "$program is no program; 'bash Resources/run.sh --version' builds truce" >&2
    exit 2
}

# The tests want a built git around them. What they take from it is this little.
scratch=$(mktemp --directory)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/t/helper" "$scratch/templates/blt" "$scratch/bin"
cp -r "$source"/t/*.sh "$source"/t/oid-info "$source"/t/test-binary-*.png "$scratch/t"
printf '#!/bin/sh\nexit 0\n' >"$scratch/t/helper/test-tool"
cat >"$scratch/GIT-BUILD-OPTIONS" <<'END'
SHELL_PATH=/bin/sh
TEST_SHELL_PATH=/bin/sh
PERL_PATH=/usr/bin/perl
DIFF=diff
NO_PERL=
NO_PYTHON=1
X=
END

# A git whose merge-file is truce; what '-c' says reaches truce as it would reach git.
cat >"$scratch/bin/git" <<'END'
#!/bin/bash
settings=()
arguments=("$@")
while [[ ${1-} == -c ]]; do
    settings+=("$2")
    shift 2
done
[[ ${1-} == merge-file ]] || exec "$REAL_GIT" "${arguments[@]}"
shift
count=${GIT_CONFIG_COUNT:-0}
for setting in "${settings[@]}"; do
    export "GIT_CONFIG_KEY_$count=${setting%%=*}" "GIT_CONFIG_VALUE_$count=${setting#*=}"
    count=$((count + 1))
done
((count == 0)) || export GIT_CONFIG_COUNT=$count
exec "$TRUCE" merge --level line "$@"
END
chmod +x "$scratch/bin/git" "$scratch/t/helper/test-tool"

export TRUCE=$program GIT_TEST_INSTALLED=$scratch/bin GIT_TEST_CHAIN_LINT=0
REAL_GIT=$(type -P git)
export REAL_GIT
cd "$scratch/t"
# A hyphen would be a range of numbers.
/bin/sh ./t6403-merge-file.sh --run='!object?id'
