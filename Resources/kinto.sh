#!/usr/bin/env bash
# Prints how many requests a second truce answers beside Kinto: `bash Resources/kinto.sh [--floor FLOORSTORE]`.
#
# Both on this machine, in turns, both durable: truce on its SQLite, Kinto under gunicorn with two workers on a PostgreSQL
# of its own with default settings. Needs Debian's postgresql, Python 3 and PyPI; everything lies in a temporary folder.
# With --floor also a program that answers truce's requests and does nothing but sync a log, on 127.0.0.1:7301.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
database_port=7340
kinto_port=7305
floor=()
[[ ${1-} == --floor ]] && floor=("$(realpath "$2")")

fail() {
    printf 'kinto.sh: %s\n' "$*" >&2
    exit 1
}

for postgres in /usr/lib/postgresql/*/bin; do :; done
[[ -x $postgres/initdb ]] || fail 'PostgreSQL is missing: apt-get install postgresql'
bash "$root/Resources/run.sh" --version >/dev/null
swift build --package-path "$root" --configuration release --product TruceFigures --static-swift-stdlib \
    -Xswiftc -use-ld=lld >&2

folder=$(mktemp --directory)
chmod 755 "$folder"
started=()
# shellcheck disable=SC2317
end() {
    local process
    for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done
    wait
    rm -rf "$folder"
}
trap end EXIT

python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet 'kinto[postgresql]' gunicorn >&2

# PostgreSQL does not run as root.
as=()
((EUID != 0)) || as=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
mkdir "$folder/database"
((EUID != 0)) || chown nobody "$folder/database"
cd /
"${as[@]}" "$postgres/initdb" -D "$folder/database" -U kinto -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
"${as[@]}" "$postgres/postgres" -D "$folder/database" -p "$database_port" -h 127.0.0.1 -k '' >"$folder/database.log" 2>&1 &
started+=($!)
until "$postgres/createdb" -h 127.0.0.1 -p "$database_port" -U kinto kinto 2>/dev/null; do
    kill -0 "${started[0]}" 2>/dev/null || fail "PostgreSQL does not start: $(cat "$folder/database.log")"
    sleep 0.2
done

url=postgresql+psycopg2://kinto@127.0.0.1:$database_port/kinto
cat >"$folder/kinto.ini" <<INI
[server:main]
use = egg:waitress#main
[app:main]
use = egg:kinto
kinto.bucket_create_principals = system.Everyone
kinto.bucket_write_principals = system.Everyone
kinto.storage_backend = kinto.core.storage.postgresql
kinto.storage_url = $url
kinto.storage_pool_size = 20
kinto.permission_backend = kinto.core.permission.postgresql
kinto.permission_url = $url
kinto.cache_backend = kinto.core.cache.memory
[loggers]
keys = root
[handlers]
keys = console
[formatters]
keys = plain
[logger_root]
level = WARN
handlers = console
[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = plain
[formatter_plain]
format = %(message)s
INI
cat >"$folder/application.py" <<PYTHON
from pyramid.paster import get_app
application = get_app("$folder/kinto.ini")
PYTHON
"$folder/venv/bin/kinto" migrate --ini "$folder/kinto.ini" >"$folder/kinto.log" 2>&1 || fail "$(cat "$folder/kinto.log")"
(cd "$folder" && exec venv/bin/gunicorn --workers 2 --worker-class gthread --threads 16 --keep-alive 60 \
    --bind "127.0.0.1:$kinto_port" --log-level error application:application) >"$folder/kinto.log" 2>&1 &
started+=($!)
for path in buckets/b buckets/b/collections/c; do
    curl --silent --fail --retry 60 --retry-connrefused --retry-delay 1 --output /dev/null --request PUT \
        --header 'Content-Type: application/json' --data '{}' "http://127.0.0.1:$kinto_port/v1/$path" ||
        fail "Kinto does not answer: $(cat "$folder/kinto.log")"
done

"$root/.build/release/TruceFigures" "$root/.build/release/truce" stores "$kinto_port" "${floor[@]}"
