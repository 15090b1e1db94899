#!/usr/bin/env bash
# Three kvd nodes on this machine's loopback, to try Quorate out. See --help.
set -eu

usage() {
    cat <<'TEXT'
Usage: playground.sh [--fresh] [--detach] [--port P]
       playground.sh --status | --stop  [--port P]
       playground.sh --end N | --start N | --pause N | --resume N  [--port P]

Starts a three-node cluster on loopback and runs it until Ctrl-C. In a source tree the
distribution is built first if it is not there or is older than the sources. Nodes that
run already are left alone, so it also starts again a node that was killed.

  --detach   leave the nodes running in the background
  --status   say which nodes run, and which of them leads
  --stop     end the nodes
  --end N    end node N, 1 to 3; --start N starts it again
  --pause N  have node N stand still; --resume N lets it go on
  --fresh    begin with empty data
  --port P   clients' ports are P+1 to P+3, peers' P+101 to P+103, HTTP P+201 to P+203
             (default 7100)
  --help     this text
TEXT
}

fail() {
    printf 'playground: %s\n' "$*" >&2
    exit 1
}

self=$(readlink -f -- "${BASH_SOURCE[0]}")
here=$(dirname -- "$self")
if [[ -x $here/kvd ]]; then # in a distribution's bin/
    tree=
    home=$(dirname -- "$here")
    root=${TMPDIR:-/tmp}/quorate-playground-$(id -u)
else # in the source tree's deploy/
    tree=$(dirname -- "$here")
    home=$here/target/quorate
    root=$here/target/playground
fi

action=run fresh=no base=7100 node=
while (($#)); do
    case $1 in
        --detach) action=detach ;;
        --status) action=status ;;
        --stop) action=stop ;;
        --fresh) fresh=yes ;;
        --end | --start | --pause | --resume)
            action=${1#--} node=${2-}
            [[ $node =~ ^[123]$ ]] || fail "$1 takes a node: 1, 2 or 3"
            shift
            ;;
        --port)
            if ! [[ ${2-} =~ ^[1-9][0-9]{3,4}$ ]] || (($2 < 1024 || $2 > 65000)); then
                fail "--port takes a number from 1024 to 65000"
            fi
            base=$2
            shift
            ;;
        -h | --help)
            usage
            exit 0
            ;;
        *)
            usage >&2
            exit 2
            ;;
    esac
    shift
done
again=$0
if [[ $base != 7100 ]]; then
    root=$root-$base
    again="$0 --port $base"
fi

nodes=(1 2 3)
client_port() { echo $((base + $1)); }
peer_port() { echo $((base + 100 + $1)); }
http_port() { echo $((base + 200 + $1)); }

endpoints=127.0.0.1:$(client_port 1),127.0.0.1:$(client_port 2),127.0.0.1:$(client_port 3)
members=n1=127.0.0.1:$(peer_port 1),n2=127.0.0.1:$(peer_port 2),n3=127.0.0.1:$(peer_port 3)

# Prints the pid of a node's process; fails if it does not run. A pid counts only while it belongs
# to a process that was given this node's data directory.
running() {
    local pid
    pid=$(cat -- "$root/n$1.pid" 2>/dev/null) && [[ $pid =~ ^[0-9]+$ ]] || return 1
    tr '\0' '\n' 2>/dev/null <"/proc/$pid/cmdline" | grep -Fxq -- "$root/n$1" || return 1
    echo "$pid"
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Prints the body of a node's page; fails unless the answer is 200.
fetch() {
    (
        exec 3<>"/dev/tcp/127.0.0.1/$(http_port "$1")" || exit 1
        printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' "$2" >&3
        IFS= read -r -t 5 first <&3 && [[ $first == HTTP/1.?" 200"* ]] || exit 1
        timeout 5 cat <&3
    ) 2>/dev/null
}

build_if_needed() {
    [[ -n $tree ]] || return 0
    local built newer
    built=$(find "$here/target" -maxdepth 1 -name 'quorate-*.tar.gz' -print -quit 2>/dev/null) || true
    if [[ -n $built && -x $home/bin/kvd ]]; then
        newer=$(find "$tree"/pom.xml "$tree"/*/pom.xml "$tree"/*/src/main "$here/bin" "$here/build" \
            -type f -newer "$built" -print -quit)
        [[ -n $newer ]] || return 0
    fi
    command -v mvn >/dev/null || fail "Maven is needed to build: apt-get install maven"
    echo "Building (mvn -q -DskipTests package), about a minute the first time..."
    (cd -- "$tree" && mvn -q -DskipTests package </dev/null) || fail "the build failed"
}

start_node() {
    local i=$1 port
    for port in $(client_port "$i") $(peer_port "$i") $(http_port "$i"); do
        if listens "$port"; then
            fail "port $port is taken by another program; choose others with --port P"
        fi
    done
    # A session of its own: Ctrl-C here reaches this script alone, which then ends the nodes.
    setsid "$home/bin/kvd" --id "n$i" --data-dir "$root/n$i" \
        --client-listen "127.0.0.1:$(client_port "$i")" \
        --peer-listen "127.0.0.1:$(peer_port "$i")" \
        --http-listen "127.0.0.1:$(http_port "$i")" \
        --initial-cluster "$members" </dev/null >>"$root/n$i.log" 2>&1 &
    echo $! >"$root/n$i.pid"
    started+=("$i")
    # Until it is kvd, the process that was forked goes by this script's own command line.
    while kill -0 $! 2>/dev/null && ! running "$i" >/dev/null; do sleep 0.01; done
}

stop_nodes() {
    local i pid deadline=$((SECONDS + 15))
    for i in "$@"; do
        # One that stands still would not notice.
        if pid=$(running "$i"); then kill -TERM "$pid" && kill -CONT "$pid"; fi 2>/dev/null || true
    done
    for i in "$@"; do
        while pid=$(running "$i"); do
            if ((SECONDS > deadline)); then
                echo "n$i (pid $pid) does not end: killed" >&2
                kill -KILL "$pid" 2>/dev/null || true
            fi
            sleep 0.1
        done
        rm -f -- "$root/n$i.pid"
    done
}

wait_ready() {
    local i deadline=$((SECONDS + 30))
    for i in "${nodes[@]}"; do
        until fetch "$i" /readyz >/dev/null; do
            if ! running "$i" >/dev/null; then
                tail -n 20 -- "$root/n$i.log" >&2
                fail "n$i ended; above is the end of $root/n$i.log"
            fi
            if ((SECONDS > deadline)); then
                tail -n 20 -- "$root/n$i.log" >&2
                fail "n$i is not ready after 30 s; above is the end of $root/n$i.log"
            fi
            sleep 0.1
        done
    done
}

# Waits until a node answers, which it does also while it is alone.
wait_live() {
    local deadline=$((SECONDS + 30))
    until fetch "$1" /livez >/dev/null && listens "$(client_port "$1")"; do
        running "$1" >/dev/null && ((SECONDS <= deadline)) ||
            fail "n$1 does not start; see $root/n$1.log"
        sleep 0.1
    done
}

# Does one thing to one node that runs.
signal_node() {
    local pid
    pid=$(running "$2") || fail "n$2 does not run"
    kill -"$1" "$pid"
}

status() {
    local i pid role any=1
    for i in "${nodes[@]}"; do
        if pid=$(running "$i"); then
            any=0
            role='not ready'
            if fetch "$i" /readyz >/dev/null; then role=follower; fi
            if fetch "$i" /metrics | grep -Eq '^[a-z_]*is_leader(\{.*\})? 1(\.0)?'; then role=leader; fi
            printf '  n%s  %-9s  clients 127.0.0.1:%s  http://127.0.0.1:%s/metrics  pid %s\n' \
                "$i" "$role" "$(client_port "$i")" "$(http_port "$i")" "$pid"
        else
            printf '  n%s  %-9s\n' "$i" 'not running'
        fi
    done
    return $any
}

announce() {
    local options=
    if [[ $base != 7100 ]]; then options=" --endpoints $endpoints"; fi # kvctl's default is 7100
    echo
    echo "Three nodes are running; data and logs are in $root"
    status || true
    cat <<TEXT

Paste these:
  alias kvctl='$(printf %q "$home/bin/kvctl")$options'
  kvctl put greeting 'hello, world'
  kvctl get greeting
  kvctl range --prefix greet
  kvctl status
  kvctl bench put --clients 64 --value-size 256 --keys 10000 --seconds 5

TEXT
}

case $action in
    end)
        running "$node" >/dev/null || fail "n$node does not run"
        stop_nodes "$node"
        exit
        ;;
    pause) signal_node STOP "$node" && exit ;;
    resume) signal_node CONT "$node" && exit ;;
    start)
        ! running "$node" >/dev/null || fail "n$node runs already"
        [[ -d $root/n$node ]] || fail "n$node was never started; start all with --detach"
        started=()
        start_node "$node"
        wait_live "$node"
        exit
        ;;
    status)
        echo "Nodes of $root"
        status
        exit
        ;;
    stop)
        if ! status >/dev/null; then
            echo "No node is running."
            exit 0
        fi
        stop_nodes "${nodes[@]}"
        echo "Stopped. The data stays in $root; --fresh starts without it."
        exit 0
        ;;
esac

up=0
for i in "${nodes[@]}"; do
    if running "$i" >/dev/null; then up=$((up + 1)); fi
done
((up < 3)) || fail "already running; see --status, end it with --stop"
[[ $fresh == no || $up == 0 ]] || fail "--fresh while nodes are running; end them first with --stop"

build_if_needed
(umask 077 && mkdir -p -- "$root")
[[ -O $root ]] || fail "$root belongs to another user"
if [[ $fresh == yes ]]; then rm -rf -- "$root"/n[123] "$root"/n[123].log; fi

started=()
# Whatever ends this script ends the nodes that it started, unless it is to leave them running.
trap 'stop_nodes "${started[@]}"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
for i in "${nodes[@]}"; do
    if ! running "$i" >/dev/null; then start_node "$i"; fi
done
wait_ready
announce

if [[ $action == detach ]]; then
    trap - EXIT
    echo "They run in the background. End them with: $again --stop"
    exit 0
fi
echo "Ctrl-C ends them."
# A node may be killed on purpose, to see the others go on; the last one's end is the end.
while [[ -n $(jobs -rp) ]]; do
    wait -n || true
    for i in "${started[@]}"; do
        if [[ -e $root/n$i.pid ]] && ! running "$i" >/dev/null; then
            rm -f -- "$root/n$i.pid"
            echo "n$i has ended; to start it again, in another terminal: $again --detach"
        fi
    done
done
fail "all nodes have ended; see the logs in $root"
