#!/usr/bin/env bash
# Makes a Docker engine answer on a machine that has none: installs Debian's and starts it.
# As root, or with sudo that asks nothing. Does nothing if an engine answers already.
set -euo pipefail

if docker info >/dev/null 2>&1; then exit 0; fi

as_root=()
if [[ $(id -u) != 0 ]]; then as_root=(sudo -n); fi

if ! command -v dockerd >/dev/null && ! [[ -x /usr/sbin/dockerd ]]; then
    echo "Installing docker.io"
    "${as_root[@]}" apt-get update -q
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends docker.io iptables
fi

# An engine that was killed leaves pids behind. If another process has one of them by now, the next
# engine takes it for its predecessor, and does not start.
forget_pid() {
    local name=$1 file=$2 pid
    pid=$("${as_root[@]}" cat "$file" 2>/dev/null) || return 0
    if [[ $(cat "/proc/$pid/comm" 2>/dev/null) != "$name" ]]; then "${as_root[@]}" rm -f -- "$file"; fi
}
forget_pid dockerd /var/run/docker.pid
forget_pid containerd /var/run/docker/containerd/containerd.pid

log=${TMPDIR:-/tmp}/quorate-dockerd.log
echo "Starting dockerd; it logs to $log"
"${as_root[@]}" setsid nohup /usr/sbin/dockerd >"$log" 2>&1 </dev/null &

deadline=$((SECONDS + 60))
until docker info >/dev/null 2>&1; do
    if ((SECONDS > deadline)); then
        echo "No Docker engine answers after 60 s; the end of $log:" >&2
        tail -n 20 -- "$log" >&2
        exit 1
    fi
    sleep 0.2
done
