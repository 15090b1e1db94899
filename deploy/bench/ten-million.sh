#!/usr/bin/env bash
# Ten million keys on three nodes of this machine. See --help.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: ten-million.sh [--keys N] [--small N] [--value B] [--rounds N] [--seconds S] [--warmup S]

Loads many keys through Kv.Pipeline into three kvd nodes, on loopback, with fsync on, and a few into three
others, and prints what each server takes of the machine:

  load     keys put a second
  memory   resident, of each server, after the load and after the gets
  cpu      of the server, per point get that it serves, in turns: of the few keys, of the many
  restart  of each node, from its start until it serves

Gets are linearizable, by 64 clients, each by itself, of keys picked evenly at random.

  --keys N      how many keys, in thousands (default 10000)
  --small N     how many keys the others have, in thousands (default 10)
  --value B     bytes of a value (default 100)
  --rounds N    turns of gets (default 3)
  --warmup S    seconds of gets before each measurement (default 15)
  --seconds S   seconds of each measurement (default 10)
TEXT
}

. "$(dirname -- "${BASH_SOURCE[0]}")/nodes.sh"

keys=10000 small=10 value=100 rounds=3 warmup=15 seconds=10
read_numbers 'keys small value rounds warmup seconds' "$@"

prepare
many_base=$base
few_base=$((base + 100))
ticks=$(getconf CLK_TCK)

# Which of the two clusters is meant from here on.
use() {
    case $1 in
        many) base=$many_base first=0 ;;
        few) base=$few_base first=3 ;;
    esac
    cluster=$1
    endpoints=$(address 0),$(address 1),$(address 2)
}

start_member() {
    local i=$1
    "$home/bin/kvd" --id "n$i" --data-dir "$work/$cluster-$i" \
        --client-listen "$(address "$i")" --peer-listen "$(address 1$i)" \
        --http-listen "$(address 2$i)" \
        --initial-cluster "n0=$(address 10),n1=$(address 11),n2=$(address 12)" \
        --election-timeout 3s --heartbeat 300ms >>"$work/$cluster-$i.log" 2>&1 </dev/null &
    pids[first + i]=$!
}

await_member() {
    local i=$1 tries
    for ((tries = 0; ; tries++)); do
        [[ -z $(page "$i" /readyz) ]] || return 0
        kill -0 "${pids[first + i]}" 2>/dev/null ||
            fail "$cluster n$i ended: $(tail -n 3 "$work/$cluster-$i.log")"
        ((tries < 6000)) || fail "$cluster n$i is not ready"
        sleep 0.02
    done
}

start_cluster() {
    local i
    use "$1"
    for i in 0 1 2; do start_member "$i"; done
    for i in 0 1 2; do await_member "$i"; done
}

kvctl() {
    "$home/bin/kvctl" --endpoints "$endpoints" --timeout 60s "$@"
}

# Milliseconds of CPU that the three servers of the cluster have taken.
cpu_ms() {
    local i sum=0 fields
    for i in 0 1 2; do
        read -ra fields <<<"$(sed 's/.*) //' "/proc/${pids[first + i]}/stat")"
        sum=$((sum + (fields[11] + fields[12]) * 1000 / ticks))
    done
    echo "$sum"
}

resident() {
    local i out=''
    for i in 0 1 2; do
        out+=" $(awk '/^VmRSS/ { printf "%d", $2 / 1024 }' "/proc/${pids[first + i]}/status")"
    done
    echo "${out# }"
}

# Calls that the three servers of the cluster have answered.
answered() {
    local i sum=0
    for i in 0 1 2; do sum=$((sum + $(metric "$i" grpc_server_handled_total))); done
    echo "$sum"
}

# Microseconds of CPU of all servers of a cluster, per get; of a client that is warm, as its own
# compiler would starve the servers, and a get that comes alone costs more.
gets() {
    local before after calls
    use "$1"
    kvctl bench get --no-load --keys "$2" --clients 64 --warmup 0 \
        --seconds "$((warmup + seconds + 2))" >/dev/null &
    sleep "$warmup"
    before=$(cpu_ms) calls=$(answered)
    sleep "$seconds"
    after=$(cpu_ms) calls=$(($(answered) - calls))
    wait $!
    awk -v ms="$((after - before))" -v n="$calls" 'BEGIN { printf "%.1f", ms * 1000 / n }'
}

warn_if_busy
start_cluster many
start_cluster few
use few
kvctl bench load --pipeline --keys "${small}000" --value-size "$value" >/dev/null
use many
printf 'load: '
kvctl bench load --pipeline --keys "${keys}000" --value-size "$value" | sed -n 1p
echo "memory after the load: $(resident) MiB"

ratios=()
for ((round = 1; round <= rounds; round++)); do
    of_few=$(gets few "${small}000")
    of_many=$(gets many "${keys}000")
    ratio=$(awk -v a="$of_many" -v b="$of_few" 'BEGIN { printf "%.2f", a / b }')
    ratios+=("$ratio")
    echo "cpu per get: $of_few us of ${small},000 keys, $of_many us of ${keys},000 keys, ratio $ratio"
done
use many
echo "memory after the gets: $(resident) MiB; store $(du -sm "$work/many-0" | cut -f 1) MiB"

for i in 0 1 2; do
    end "${pids[first + i]}"
    wait "${pids[first + i]}" 2>/dev/null || true
    begun=$(date +%s%N)
    start_member "$i"
    await_member "$i"
    echo "restart of n$i: $((($(date +%s%N) - begun) / 1000000)) ms until it serves"
done
kvctl get bench/000000000 >/dev/null
