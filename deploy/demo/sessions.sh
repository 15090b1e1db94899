#!/usr/bin/env bash
# Runs the transcripts of docs/sessions.md, and prints the page with what they printed. See --help.
set -u

usage() {
    cat <<'TEXT'
Usage: sessions.sh [--write] [--home DIR] [--port P]

Does every command of the page's console blocks, in order and in one shell, on a playground of its
own, and prints the page with what each of them printed below it.

  --write     put it into the page
  --home DIR  the distribution (default: deploy/target/quorate)
  --port P    as the playground's (default 7100, whose addresses the page shows)
TEXT
}

here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
page=$here/../../docs/sessions.md
home=$here/../target/quorate
write=no port=7100
while (($#)); do
    case $1 in
        --write) write=yes ;;
        --home) home=${2-} && shift ;;
        --port) port=${2-} && shift ;;
        --help) usage && exit ;;
        *) usage >&2 && exit 2 ;;
    esac
    shift
done
[[ $port =~ ^[1-9][0-9]{3,4}$ ]] || { usage >&2 && exit 2; }
[[ -x $home/bin/kvctl ]] || { echo "sessions: there is no $home/bin/kvctl" >&2 && exit 1; }

PATH=$(cd -- "$home/bin" && pwd):$PATH
work=$(mktemp -d)
# The playground keeps its data there too; kvctl has the addresses of its own without being told.
export TMPDIR=$work
export KVCTL_ENDPOINTS=127.0.0.1:$((port + 1)),127.0.0.1:$((port + 2)),127.0.0.1:$((port + 3))
clean() {
    kvctl playground --stop --port "$port" >/dev/null
    rm -rf -- "$work"
}
trap clean EXIT
trap 'exit 130' INT TERM HUP

# The page names the playground's own addresses; here others may be used.
to_port() {
    local i text=${1//kvctl playground/kvctl playground --port $port}
    for i in 1 2 3; do text=${text//127.0.0.1:710$i/127.0.0.1:$((port + i))}; done
    printf '%s' "$text"
}
from_port() {
    sed -E "s/127\.0\.0\.1:$((port + 1))/127.0.0.1:7101/g; s/127\.0\.0\.1:$((port + 2))/127.0.0.1:7102/g
            s/127\.0\.0\.1:$((port + 3))/127.0.0.1:7103/g" "$1"
}

mapfile -t lines <"$page"
made=$work/page
cd -- "$work" || exit 1
in_console=no
for line in "${lines[@]}"; do
    case $line in
        '```console') in_console=yes ;;
        '```') in_console=no ;;
    esac
    if [[ $in_console == no || $line == '```console' ]]; then
        printf '%s\n' "$line" >>"$made"
    elif [[ $line == '$ '* ]]; then
        printf '%s\n' "$line" >>"$made"
        # In this shell, so that what one command sets the next one sees.
        eval "$(to_port "${line#'$ '}")" >"$work/printed" 2>&1 </dev/null
        from_port "$work/printed" >>"$made"
    fi
done
if [[ $write == yes ]]; then cat -- "$made" >"$page"; else cat -- "$made"; fi
