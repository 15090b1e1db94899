#!/usr/bin/env bash
# Makes the base image where no registry is reached: a minimal Debian by debootstrap, under the tag
# that the Dockerfile asks for. As root, or with sudo that asks nothing. Does nothing if it is there.
set -euo pipefail

tag=${1:-debian:bookworm-slim}
mirror=${DEBIAN_MIRROR-} # debootstrap has one of its own

if docker image inspect "$tag" >/dev/null 2>&1; then exit 0; fi

as_root=()
if [[ $(id -u) != 0 ]]; then as_root=(sudo -n); fi
if ! [[ -x /usr/sbin/debootstrap ]]; then
    "${as_root[@]}" apt-get update -q
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends debootstrap
fi

root=$(mktemp -d)
trap '"${as_root[@]}" rm -rf -- "$root"' EXIT
echo "Making $tag by debootstrap"
# shellcheck disable=SC2086
"${as_root[@]}" /usr/sbin/debootstrap --variant=minbase bookworm "$root/debian" $mirror >"$root/log" 2>&1 || {
    tail -n 20 -- "$root/log" >&2
    exit 1
}
"${as_root[@]}" rm -rf -- "$root"/debian/var/cache/apt/archives/*.deb "$root"/debian/var/lib/apt/lists/*
"${as_root[@]}" tar -C "$root/debian" -c . | docker import - "$tag"
