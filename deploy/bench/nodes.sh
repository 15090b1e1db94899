# shellcheck shell=bash
# Three kvd nodes on loopback for a benchmark; sourced, not run. The nodes are n0 to n2, their data
# and logs lie under $work, and all that was started is stopped, by pid, when the shell ends.

# Reads options that take a number, whose names are the first argument, from the other arguments,
# into variables of their names. What else is given is answered with the usage.
read_numbers() {
    local names=$1
    shift
    while (($#)); do
        case $1 in
            -h | --help)
                usage
                exit 0
                ;;
        esac
        [[ $1 == --* && " $names " == *" ${1#--} "* && ${2-} =~ ^[1-9][0-9]{0,5}$ ]] || {
            usage >&2
            exit 2
        }
        declare -g "${1#--}=$2"
        shift 2
    done
}

bench_here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
tree=$(cd -- "$bench_here/../.." && pwd)
home=$tree/deploy/target/quorate
java=$home/runtime/bin/java

# The program that puts the load on the nodes, and where its class is.
classes=$tree/client-cli/target/test-classes
load_class=io.quorate.cli.bench.PhasedBench

# The nodes are patient, so that a busy machine changes no leader in the middle of a measurement.
patience=(--election-timeout 3s --heartbeat 300ms)

fail() {
    printf '%s: %s\n' "$(basename -- "$0")" "$*" >&2
    exit 1
}

work=''
base=$((20000 + RANDOM % 10000))
pids=('' '' '')
load=''

address() { echo "127.0.0.1:$((base + $1))"; }
endpoints=$(address 0),$(address 1),$(address 2)

# Ends one process, paused or not, and waits until it is gone.
end() {
    local pid=$1 i
    kill "$pid" 2>/dev/null || return 0
    kill -CONT "$pid" 2>/dev/null || return 0
    for ((i = 0; i < 100; i++)); do
        kill -0 "$pid" 2>/dev/null || return 0
        sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null || true
}

# shellcheck disable=SC2329 # called by the trap
stop_all() {
    local pid
    trap - EXIT INT TERM
    for pid in "$load" "${pids[@]}"; do
        [[ -z $pid ]] || end "$pid"
    done
    [[ -z $work ]] || rm -rf "$work"
}

# Looks whether all is there that a benchmark needs, and makes $work.
prepare() {
    [[ -x $home/bin/kvd && -x $java ]] || fail "no $home; run: mvn -q -DskipTests package"
    [[ -f $classes/${load_class//.//}.class ]] ||
        fail "the test classes are not built; run: mvn -q -DskipTests package"
    command -v jq >/dev/null || fail "no jq; run: apt-get install jq"
    trap stop_all EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    work=$(mktemp -d "${TMPDIR:-/tmp}/quorate-bench.XXXXXX")
    [[ $(stat -f -c %T "$work") != tmpfs ]] ||
        fail "$work is in memory, where fsync means nothing; set TMPDIR"
}

# Starts node $1; the other arguments are flags of its own. Descriptor 3 is the way to the load: a
# node that had it too would keep the load from ever coming to the end of its input.
start_node() {
    local i=$1
    shift
    "$home/bin/kvd" --id "n$i" --data-dir "$work/data-$i" \
        --client-listen "$(address "$i")" --peer-listen "$(address 1$i)" \
        --http-listen "$(address 2$i)" \
        --initial-cluster "n0=$(address 10),n1=$(address 11),n2=$(address 12)" \
        "${patience[@]}" "$@" >>"$work/$i.log" 2>&1 </dev/null 3>&- &
    pids[i]=$!
}

kill_node() {
    kill -9 "${pids[$1]}"
    wait "${pids[$1]}" 2>/dev/null || true
    pids[$1]=''
}

# SIGTERM: it hands over what it leads, and ends well.
stop_node() {
    kill "${pids[$1]}"
    wait "${pids[$1]}" || fail "n$1 did not end well: $(tail -n 3 "$work/$1.log")"
    pids[$1]=''
}

# The body of page $2 of node $1; nothing if it does not answer.
page() {
    curl -fsS --max-time 5 "http://$(address "2$1")$2" 2>/dev/null || true
}

# The sum of the samples of metric $2 at node $1, 0 if there is none.
metric() {
    page "$1" /metrics | awk -v name="$2" '
        $1 == name || index($1, name "{") == 1 { sum += $NF } END { printf "%d\n", sum }'
}

await_ready() {
    local tries
    for ((tries = 0; ; tries++)); do
        [[ -z $(page "$1" /readyz) ]] || return 0
        kill -0 "${pids[$1]}" 2>/dev/null || fail "n$1 ended: $(tail -n 3 "$work/$1.log")"
        ((tries < 600)) || fail "n$1 is not ready: $(tail -n 3 "$work/$1.log")"
        sleep 0.1
    done
}

# The index of the node that leads.
leader() {
    local i tries
    for ((tries = 0; tries < 300; tries++)); do
        for i in 0 1 2; do
            [[ -n ${pids[$i]} && $(metric "$i" quorate_server_is_leader) == 1 ]] || continue
            echo "$i"
            return 0
        done
        sleep 0.1
    done
    fail "nobody leads"
}

# Starts the load in the background; its arguments are those of $load_class behind the endpoints
# (PhasedBench: clients, keys, bytes of a value). A phase is begun by 'phase NAME'; end_load ends the
# last, and $work/load.jsonl has a line for each.
start_load() {
    mkfifo "$work/phases"
    "$java" -XX:+UseSerialGC -Xmx512m -XX:-UsePerfData --enable-native-access=ALL-UNNAMED \
        --sun-misc-unsafe-memory-access=allow -Dio.netty.leakDetection.level=disabled \
        -Djava.library.path="$home/lib/native" -cp "$classes:$home/lib/*" \
        "$load_class" "$endpoints" "$@" \
        <"$work/phases" >"$work/load.jsonl" 2>"$work/load.log" &
    load=$!
    exec 3>"$work/phases"
}

phase() {
    kill -0 "$load" 2>/dev/null || fail "the load ended: $(tail -n 3 "$work/load.log")"
    echo "$1" >&3
}

end_load() {
    exec 3>&-
    wait "$load" || fail "the load failed: $(tail -n 3 "$work/load.log")"
    load=''
}

# The field $2 of phase $1.
figure() {
    jq -r --arg phase "$1" "select(.phase == \$phase) | .$2" "$work/load.jsonl"
}

warn_if_busy() {
    local now
    now=$(cut -d ' ' -f 1 /proc/loadavg)
    ((${now%.*} < 1)) || echo "this machine is busy (load $now): the figures will say little" >&2
}
