#!/usr/bin/env bash
# Scores truce on a corpus of real merges: `bash Resources/merge-corpus.sh FOLDER [PROGRAM] [OPTIONS OF score.py]`.
#
# FOLDER holds the corpus and its scorer (open.jsonl.zst, score.py); nothing of it is copied. Prints a row for each level
# and mode: git's conflict hunks resolved, how often the text is the people's where they combined both sides, the same
# with those nearly alike, other texts, and triplets that git merges as people did and truce does not.
# PROGRAM is the truce to score, a release build's by default.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

folder=${1:?which folder holds score.py and open.jsonl.zst}
program=$(realpath "${2:-$root/.build/release/truce}")
options=("${@:3}")
[[ -x $program ]] || {
    echo "$program is no program; 'bash Resources/run.sh --version' builds truce" >&2
    exit 2
}

# The scorer gives BASE OURS THEIRS.
scratch=$(mktemp --directory)
trap 'rm -rf "$scratch"' EXIT
cat >"$scratch/merge" <<'END'
#!/bin/sh
# PROGRAM [OPTION…] BASE OURS THEIRS
program=$1
shift
options=
while [ $# -gt 3 ]; do
    options="$options $1"
    shift
done
# The options are our own words, without spaces.
"$program" merge -p -q --marker-size=7 $options "$2" "$1" "$3"
status=$?
# What is no error is 1 to the scorer, however many conflicts there are.
[ $status -ge 1 ] && [ $status -le 127 ] && exit 1
exit $status
END
chmod +x "$scratch/merge"

# The figures of a report, each the first number behind its name.
figures() {
    awk '
        function number(text) { return match(text, /[0-9.]+/) ? substr(text, RSTART, RLENGTH) : "-" }
        /^  resolved /                 { sub(/.*\(/, ""); resolved = number($0) }
        /^  agreement /                { sub(/.*both: */, ""); both = number($0); sub(/.*near: */, ""); near = number($0) }
        /^  other text /               { sub(/.*\(/, ""); other = number($0) }
        /^  the same, a repo/          { sub(/.*resolved */, ""); even = number($0); sub(/.*combined */, ""); evenBoth = number($0) }
        /^  newly conflicting /        { sub(/.*on */, ""); worse += number($0) }
        /^  git alone agrees /         { sub(/^[^0-9]*/, ""); worse += number($0) }
        /^errors /                     { sub(/^[^0-9]*/, ""); errors = number($0) }
        END { printf "%9s (%5s) %9s (%5s) %9s %9s %7s %7s\n", resolved, even, both, evenBoth, near, other, worse, errors }
    ' "$1"
}

echo 'per cent (a repository counting at most 60 hunks)'
printf '%-22s %17s %17s %9s %9s %7s %7s\n' '' resolved 'combined alike' 'and near' 'other' worse errors
while read -r name arguments; do
    # shellcheck disable=SC2086
    python3 "$folder/score.py" "$folder/open.jsonl.zst" "${options[@]}" -- \
        "$scratch/merge" "$program" $arguments >"$scratch/report"
    printf '%-22s %s\n' "$name" "$(figures "$scratch/report")"
done <<'END'
line --level line
line+word --level word
line+word+typed --level typed
cautious --mode cautious
wide --mode wide
END
