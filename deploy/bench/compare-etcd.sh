#!/usr/bin/env bash
# Quorate and etcd side by side on this machine. See --help.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: compare-etcd.sh [--rounds N] [--warmup S] [--seconds S] [--kills N] [--json FILE] [--only STORE]

Puts the same load on three kvd nodes and on three etcd nodes, on loopback, with fsync
on, and prints medians and ratios. The stores never run at the same time: they take
turns, each round with fresh processes and empty data.

A round is, with one client process for each store: every one of 100,000 keys put once;
puts by 256 clients, 256-byte values; linearizable gets by 256 clients; puts by one
client. Each client has one request outstanding. Both stores are driven by the same
closed loop (io.quorate.cli.bench.ClosedLoop) over the same gRPC settings, and both are
sent to their leader. After the rounds the leader is killed with SIGKILL, again and
again, while one client writes: the time is from the kill to the first acknowledgement
of a write that was begun after it.

  --rounds N    how many rounds of each store (default 3)
  --warmup S    seconds before each measurement, at least 10 for numbers to publish (default 12)
  --seconds S   seconds of each measurement (default 10)
  --kills N     kills of the leader; 0 leaves failover out (default 10)
  --json FILE   where the results go (default target/compare-etcd.json beside this script)
  --only STORE  quorate or etcd alone, without ratios

Needs: the distribution and the test classes, both of which 'mvn -q -DskipTests package'
makes; etcd (apt-get install etcd-server); jq. What it starts it stops, by pid, also on
Ctrl-C. Data goes under TMPDIR or /tmp, which must be a disk for fsync to mean something.
TEXT
}

fail() {
    printf 'compare-etcd: %s\n' "$*" >&2
    exit 1
}

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
tree=$(cd -- "$here/../.." && pwd)
home=$tree/deploy/target/quorate
rounds=3 warmup=12 seconds=10 kills=10 only=''
json=$tree/deploy/target/compare-etcd.json
while (($#)); do
    case $1 in
        --rounds | --warmup | --seconds | --kills)
            [[ ${2-} =~ ^[0-9]{1,4}$ ]] || fail "$1 takes a number"
            declare "${1#--}=$2"
            shift
            ;;
        --json)
            json=${2:?--json takes a file}
            shift
            ;;
        --only)
            [[ ${2-} == quorate || ${2-} == etcd ]] || fail "--only takes quorate or etcd"
            only=$2
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
((rounds > 0 && seconds > 0)) || fail "--rounds and --seconds are at least 1"
stores=(quorate etcd)
[[ -z $only ]] || stores=("$only")

classes=$tree/client-cli/target/test-classes
for store in "${stores[@]}"; do
    case $store in
        quorate) [[ -x $home/bin/kvd ]] || fail "no $home/bin/kvd; run: mvn -q -DskipTests package" ;;
        etcd) command -v etcd >/dev/null || fail "no etcd; run: apt-get install etcd-server" ;;
    esac
done
command -v jq >/dev/null || fail "no jq; run: apt-get install jq"
[[ -f $classes/io/quorate/cli/bench/StoreBench.class ]] ||
    fail "the test classes are not built; run: mvn -q -DskipTests package"
java=$home/runtime/bin/java
[[ -x $java ]] || fail "no $java; run: mvn -q -DskipTests package"

work=$(mktemp -d "${TMPDIR:-/tmp}/quorate-compare.XXXXXX")
[[ $(stat -f -c %T "$work") != tmpfs ]] || fail "$work is in memory, where fsync means nothing; set TMPDIR"
client=''

# Ends one process and waits until it is gone.
end() {
    local pid=$1 i
    kill "$pid" 2>/dev/null || return 0
    for ((i = 0; i < 100; i++)); do
        kill -0 "$pid" 2>/dev/null || return 0
        sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null || true
}

stop_nodes() {
    local file
    for file in "$work"/*/*.pid; do
        [[ -f $file ]] || continue
        end "$(cat "$file")"
        rm -f "$file"
    done
}

# shellcheck disable=SC2329 # called by the trap
clean_up() {
    trap - EXIT INT TERM
    if [[ -n $client ]]; then
        kill "$client" 2>/dev/null || true
        wait "$client" 2>/dev/null || true
    fi
    stop_nodes
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

address() { echo "127.0.0.1:$(($1 + $2))"; }

# Writes start-0 to start-2 for a store: each starts one node and leaves its pid in N.pid.
prepare() {
    local store=$1 dir=$2 base=$3 i members='' start
    for i in 0 1 2; do
        case $store in
            quorate) members+=${members:+,}n$i=$(address "$base" 1$i) ;;
            etcd) members+=${members:+,}n$i=http://$(address "$base" 1$i) ;;
        esac
    done
    for i in 0 1 2; do
        case $store in
            quorate)
                start="'$home/bin/kvd' --id n$i --data-dir '$dir/data-$i' \
                    --client-listen $(address "$base" $i) --peer-listen $(address "$base" 1$i) \
                    --http-listen $(address "$base" 2$i) --initial-cluster $members"
                ;;
            etcd)
                start="etcd --name n$i --data-dir '$dir/data-$i' --logger zap \
                    --listen-client-urls http://$(address "$base" $i) \
                    --advertise-client-urls http://$(address "$base" $i) \
                    --listen-peer-urls http://$(address "$base" 1$i) \
                    --initial-advertise-peer-urls http://$(address "$base" 1$i) \
                    --initial-cluster $members --initial-cluster-token $(basename "$dir")"
                ;;
        esac
        cat >"$dir/start-$i" <<SCRIPT
#!/bin/sh
$start >>'$dir/$i.log' 2>&1 </dev/null &
echo \$! >'$dir/$i.pid'
SCRIPT
        chmod +x "$dir/start-$i"
    done
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Starts three nodes with empty data; sets endpoints and dir.
start_nodes() {
    local store=$1 base i
    dir=$work/$store-$2
    base=$((20000 + RANDOM % 10000))
    endpoints=$(address $base 0),$(address $base 1),$(address $base 2)
    mkdir "$dir"
    prepare "$store" "$dir" $base
    for i in 0 1 2; do "$dir/start-$i"; done
    for i in 0 1 2; do
        for ((tries = 0; ; tries++)); do
            listens $((base + i)) && break
            kill -0 "$(cat "$dir/$i.pid")" 2>/dev/null ||
                fail "node $i of $store ended as it started: $(tail -n 3 "$dir/$i.log")"
            ((tries < 600)) || fail "node $i of $store does not listen: $(tail -n 3 "$dir/$i.log")"
            sleep 0.1
        done
    done
    sleep 2 # elections are over
}

# Runs a class of the bench in the distribution's own runtime; its output goes to a file.
bench() {
    local out=$1
    shift
    "$java" -XX:+UseSerialGC -Xmx512m -XX:-UsePerfData --enable-native-access=ALL-UNNAMED \
        -Djava.library.path="$home/lib/native" \
        --sun-misc-unsafe-memory-access=allow -Dio.netty.leakDetection.level=disabled \
        -Djava.library.path="$home/lib/native" -cp "$classes:$home/lib/*" "$@" >>"$out" &
    client=$!
    wait "$client" || fail "the load on $store failed; the nodes' logs: $(tail -n 3 "$dir"/*.log)"
    client=''
}

load=$(cut -d ' ' -f 1 /proc/loadavg)
if [[ ${load%.*} -ge 1 ]]; then
    echo "compare-etcd: this machine is busy (load $load): these numbers will say little" >&2
fi
for ((round = 1; round <= rounds; round++)); do
    for store in "${stores[@]}"; do
        echo "round $round of $rounds: $store" >&2
        start_nodes "$store" "$round"
        bench "$work/$store.jsonl" io.quorate.cli.bench.StoreBench "$store" "$endpoints" "$warmup" "$seconds"
        stop_nodes
        rm -rf "$dir"
    done
done
if ((kills > 0)); then
    for store in "${stores[@]}"; do
        echo "failover, $kills kills: $store" >&2
        start_nodes "$store" failover
        bench "$work/$store.jsonl" io.quorate.cli.bench.FailoverBench "$store" "$endpoints" "$kills" "$dir"
        stop_nodes
        rm -rf "$dir"
    done
fi

mkdir -p "$(dirname -- "$json")"
for store in "${stores[@]}"; do
    jq -s --arg store "$store" '
        def median: sort | (.[(length - 1) / 2 | floor] + .[length / 2 | floor]) / 2;
        {key: $store, value: (group_by(.load) | map({
            key: .[0].load,
            value: (if .[0].load == "failover" then .[0] else {
                per_second: (map(.per_second) | median),
                p50_ms: (map(.p50_ms) | median),
                p99_ms: (map(.p99_ms) | median),
                errors: (map(.errors) | add),
                rounds: map(.per_second)} end)}) | from_entries)}' "$work/$store.jsonl"
done | jq -s --arg warmup "$warmup" --arg seconds "$seconds" --arg cores "$(nproc)" \
    --arg date "$(date -u +%Y-%m-%dT%H:%M:%SZ)" '
    from_entries as $stores | {date: $date, cores: ($cores | tonumber),
        warmup_seconds: ($warmup | tonumber), measured_seconds: ($seconds | tonumber)} + $stores
    + (if $stores.quorate and $stores.etcd then {ratios: ({
        put_256: ($stores.quorate.put_256.per_second / $stores.etcd.put_256.per_second),
        get_256: ($stores.quorate.get_256.per_second / $stores.etcd.get_256.per_second),
        put_1: ($stores.quorate.put_1.per_second / $stores.etcd.put_1.per_second)}
        + (if $stores.etcd.failover then {failover:
            ($stores.etcd.failover.median_ms / $stores.quorate.failover.median_ms)} else {} end))}
       else {} end)' >"$json"

jq -r '
    . as $all
    | def per_second($load): [($all.quorate, $all.etcd) | .[$load] // empty
          | "\(.per_second | round)/s (p50 \(.p50_ms), p99 \(.p99_ms) ms, \(.errors) errors)"];
    def row($title; $cells; $ratio): [$title] + $cells
        + (if $ratio then ["\($ratio * 100 | round / 100)x"] else [] end) | @tsv;
    row(""; [["quorate", "etcd"][] | select($all[.])]; null),
    row("put, 256 clients"; per_second("put_256"); $all.ratios.put_256),
    row("get, 256 clients"; per_second("get_256"); $all.ratios.get_256),
    row("put, 1 client"; per_second("put_1"); $all.ratios.put_1),
    (if ($all.quorate // $all.etcd).failover then row("leader killed to next put";
        [($all.quorate, $all.etcd) | .failover // empty
            | "\(.median_ms) ms (\(.min_ms) to \(.max_ms), \(.kills) kills)"]; $all.ratios.failover)
     else empty end)' "$json" | column -t -s "$(printf '\t')"
echo "results: $json"
