#!/usr/bin/env bash
# Looks for texts whose merge breaks a law: `bash Resources/fuzz.sh [SECONDS] [OPTIONS OF LIBFUZZER]`, 60 by default.
#
# The laws are those of Tests/TruceMergeTests/MergeLaws.swift, and Tests/TruceMergeTests/MergeInput.swift says what the
# bytes of an input mean. Fails where one is found: the last lines name the law, the file that holds the input, and its
# bytes in base64; a case for Tests/TruceMergeTests/FuzzTests.swift.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
seconds=${1:-60}
build=(--package-path "$root" --scratch-path "${TRUCE_FUZZ_BUILD:-$root/.build/fuzz}" --configuration release)

export TRUCE_FUZZ=1
swift build "${build[@]}" --sanitize=fuzzer --product TruceMergeFuzz -Xswiftc -enable-testing -Xswiftc -use-ld=lld >&2
program=$(swift build "${build[@]}" --show-bin-path)/TruceMergeFuzz

corpus=$(mktemp --directory)
trap 'rm -rf "$corpus"' EXIT

# Writes a text that is a kind of document as a seed for each level, mode and algorithm.
# A number behind an @ becomes a byte that says in which of base (1), ours (2) and theirs (4) the text behind it stands.
seed() { # KIND TEXT
    local choice
    for ((choice = $1; choice < 126; choice += 7)); do
        printf "\\x$(printf %02x "$choice")%b" "${2//@/\\000}" >"$corpus/$((++seeds))"
    done
}
seeds=0
json=0 yaml=1 toml=2 markdown=3 plain=6
for text in \
    '{\n  "a": @51@22@7,\n  "b": @31@42@7\n}\n' \
    '{\n  "a": 1@2,\n  "c": 3@4,\n  "b": [1, 2]@7\n}\n' \
    '[{"id": 1, "n": @5"x y z"@2"w y z"@7}, {"id": 2, "n": @3null@4true@7}]\n' \
    '{"v": "1.@10@21@42@7.0", "l": [1, @2"\\u00e9", @4{}, @71e5]}'; do
    seed $json "$text"
done
for text in \
    'a: @51@22@7\nb: @31@42@7\nl:\n  - x\n@2  - y # c\n@4  - z\n@7' \
    'l:\n- name: p\n  v: @5"q"@2r@7\n- name: s\n  v: @3|\n    t\n@4[u, {w: 1}]\n@7' \
    '# c\n@2k: >-\n  long\n  text\n@7a:\n  b:\n    c: 1\n@4    d: 2\n@7...\n'; do
    seed $yaml "$text"
done
for text in \
    'a = @51@22@7\nb = @31@42@7\n[t]\n@2c = "x" # d\n@4e = [\n 1,\n]\n@7' \
    '[[p]]\nname = "a"\nv = @51@22@7\n[[p]]\nname = "b"\nv = @3{x = 1}@4"""\ny"""@7\n' \
    'x.y = 1979-05-27T07:32:00Z\n@2x.z = 0x1f\n@4w = "l"\n@7[a.b]\n'; do
    seed $toml "$text"
done
for text in \
    '---\na: @51@22@7\nb: @31@42@7\n---\n# t\n@2x\n@4y\n@7' \
    '| k | v |\n|---|---|\n| a | @51@22@7 |\n| b | @33@44@7 |\n' \
    '- [a](@5l@2m@7)\n@2- [b](n)\n@4- [c](o)\n@7- [d](p)\n'; do
    seed $markdown "$text"
done
for text in \
    'The @5quick@2slow@7 brown fox jumps over the @3lazy@4old@7 dog.\n' \
    'one\n@5two@2@7\nthree @5\n@2 @7four\n@2five\n@4six\n@7seven' \
    'a@5\n@2\r\n@7b@5\n@2\r\n@7@3c@4d@7@5\n@2\r\n@7' \
    '<<<<<<< x\n@2a\n@7=======\n@4b\n@7>>>>>>> y\n' \
    '漢@5字@2語@7文@3章@4書@7。 e\0314\0201 \0377\n'; do
    seed $plain "$text"
done

# Without a report of Swift's own, which would come in the place of libFuzzer's.
SWIFT_BACKTRACE=enable=no "$program" "$corpus" -max_total_time="$seconds" -max_len=600 -timeout=10 -use_value_profile=1 \
    -print_final_stats=1 -artifact_prefix="${TMPDIR:-/tmp}/" "${@:2}"
