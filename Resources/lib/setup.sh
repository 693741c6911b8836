# What run.sh and test.sh share: the toolchain, the system packages, the progress of a build. To be sourced.
#
# Everything said here goes to standard error, so that standard output is the program's own.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# One line each: what is there if it is not missing (a program, or one of some installed packages, patterns allowed) |
# the package that brings it | what it is for.
build_packages=(
    'program git|git|fetches the Swift libraries'
    'package ca-certificates|ca-certificates|to fetch them over https'
    'package libcurl4 libcurl4t64|libcurl4|the Swift package manager needs it'
    'package libxml2 libxml2-16|libxml2|the Swift package manager needs it'
    'package libc6-dev|libc6-dev|the C library'
    'package libstdc++-*-dev|g++|the C++ library and the linker, for Swift programs'
    'package libncurses-dev|libncurses-dev|the editor draws with ncurses'
    'package libsqlite3-dev|libsqlite3-dev|the store is an SQLite database'
    'package libssl-dev|libssl-dev|SHA-256 for ETags'
)
test_packages=(
    'program tmux|tmux|the terminal that the tests type into'
    'program curl|curl|looks at the store from outside'
    'program diff3|diffutils|merges to compare with'
    'program openssl|openssl|certificates to test with'
)

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    say "truce: $*"
    exit 1
}

# Makes sure of a Swift that can build truce, and of the given packages; ends with a clear message where it cannot.
prepare() {
    local get='see https://www.swift.org/install/linux/' version
    [[ -n $(type -P swift) ]] || fail "no 'swift' in PATH. truce is built with Swift 6.2 or newer: $get"
    # First, because Swift itself does not start without some of them.
    require_packages "$@"
    version=$(swift --version 2>&1) || fail "'swift --version' fails: $version"
    [[ $version =~ Swift\ version\ ([0-9]+)\.([0-9]+) ]] || fail "'swift --version' names no version: $version"
    local major=${BASH_REMATCH[1]} minor=${BASH_REMATCH[2]}
    ((major > 6 || (major == 6 && minor >= 2))) ||
        fail "Swift $major.$minor is too old: truce is built with Swift 6.2 or newer, $get"
}

is_there() {
    case $1 in
        'program '*) [[ -n $(type -P "${1#* }") ]] ;;
        'package '*)
            local -a names
            read -ra names <<<"${1#* }"
            # It fails if any of several names is unknown. The second letter of a status is i for what is installed.
            [[ $'\n'$(dpkg-query --show --showformat '${db:Status-Abbrev}\n' "${names[@]}" 2>/dev/null) == *$'\n'?i* ]]
            ;;
    esac
}

# Installs those of the given packages that are missing; says nothing if none is.
require_packages() {
    local entry present package reason
    local -a missing=() reasons=()
    # On other systems than Debian and Ubuntu the build itself tells what is missing.
    [[ -n $(type -P dpkg-query) ]] || return 0
    for entry in "$@"; do
        IFS='|' read -r present package reason <<<"$entry"
        is_there "$present" && continue
        missing+=("$package")
        reasons+=("$reason")
    done
    ((${#missing[@]} > 0)) || return 0

    say 'truce needs system packages that are not installed:'
    local index
    for index in "${!missing[@]}"; do
        say "$(printf '  %-16s %s' "${missing[index]}" "${reasons[index]}")"
    done
    local -a become_root=()
    local install="apt-get install --yes --no-install-recommends ${missing[*]}"
    if ((EUID != 0)); then
        [[ -n $(type -P sudo) ]] || fail "only root can install them. Type as root, then try again:
  apt-get update && $install"
        become_root=(sudo)
    fi
    say "Installing them: ${become_root[*]:+${become_root[*]} }$install"
    local -a apt=("${become_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300)
    # Old lists may still do, so only the installation itself has to succeed.
    "${apt[@]}" --quiet update >&2 </dev/null || say 'The lists of packages cannot be brought up to date; trying as it is.'
    "${apt[@]}" --quiet install --yes --no-install-recommends "${missing[@]}" >&2 </dev/null ||
        fail "they cannot be installed. Type, then try again:
  ${become_root[*]:+${become_root[*]} }$install"
}

# Passes on what SwiftPM writes into a pipe, but of its steps only one every five seconds.
thin_steps() {
    local line next=0
    local step='^(\[[0-9]+/[0-9]+\]|Fetch(ing|ed)|Comput(ing|ed)|Creating working copy|Working copy) '
    while IFS= read -r line; do
        if [[ $line =~ $step ]]; then
            ((SECONDS >= next)) || continue
            next=$((SECONDS + 5))
        fi
        printf '%s\n' "$line"
    done
}
