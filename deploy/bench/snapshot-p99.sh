#!/usr/bin/env bash
# What writers feel while a snapshot is sent and installed. See --help.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: snapshot-p99.sh [--state MIB] [--rate MIB] [--warmup S] [--seconds S] [--ratio N]

Three kvd nodes on loopback. One follower is killed; then
so much is written that the others' journals do not reach back to it. Under puts by 64
clients, all from one process, the follower is started again: the p99 of the puts while
the snapshot is sent and installed is set against the p99 just before. Ends with 1 if
the ratio is above the limit.

  --state MIB   how large the state is that is sent (default 1024)
  --rate MIB    --snapshot-rate of the nodes, in MiB (default 64, as theirs)
  --warmup S    how long the load runs before it is measured (default 30)
  --seconds S   how long it is measured before and after the snapshot (default 20)
  --ratio N     the limit (default 3)

Needs: the distribution and the test classes, both of which 'mvn -q -DskipTests package'
makes; jq, curl. What it starts it stops, by pid, also on Ctrl-C. Data goes under TMPDIR
or /tmp: about four times the state.
TEXT
}

state=1024 rate=64 warmup=30 seconds=20 ratio=3
# shellcheck source=deploy/bench/nodes.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/nodes.sh"
read_numbers "state rate warmup seconds ratio" "$@"
prepare

value_kib=16
installs=quorate_snapshot_install_duration_seconds_count
start() { start_node "$1" --journal-tail 1MiB --snapshot-rate "${rate}MiB"; }

# Waits until metric $2 of node $1 is at least $3.
await_metric() {
    local tries
    for ((tries = 0; tries < 6000; tries++)); do
        (($(metric "$1" "$2") < $3)) || return 0
        kill -0 "${pids[$1]}" 2>/dev/null || fail "n$1 ended: $(tail -n 3 "$work/$1.log")"
        sleep 0.1
    done
    fail "n$1: $2 does not come to $3"
}

warn_if_busy
for i in 0 1 2; do start "$i"; done
for i in 0 1 2; do await_ready "$i"; done
leader=$(leader)
late=$(((leader + 1) % 3))
kill_node "$late"
echo "writing $state MiB" >&2
keys=$((state * 1024 / value_kib))
"$home/bin/kvctl" --endpoints "$endpoints" bench get --keys $keys \
    --value-size $((value_kib * 1024)) --clients 1 --warmup 0 --seconds 1 >/dev/null
start_load 64 10000 256
phase warm-up
sleep "$warmup"
phase before
sleep "$seconds"
phase starting
taken=$(metric "$leader" quorate_snapshot_taken_total)
start "$late"
await_metric "$leader" quorate_snapshot_taken_total $((taken + 1))
phase snapshot
await_metric "$late" $installs 1
phase after
sleep "$seconds"
end_load
last=$(leader)

for each in before snapshot after; do
    printf '%-9s %6.1f s, %8.0f puts/s, p50 %6.1f ms, p99 %6.1f ms, max %6.0f ms, %s errors\n' \
        "$each" "$(figure $each seconds)" "$(figure $each per_second)" \
        "$(figure $each p50_ms)" "$(figure $each p99_ms)" "$(figure $each max_ms)" \
        "$(figure $each errors)"
done
[[ $last == "$leader" ]] || fail "the leader changed: this machine was too busy to tell"
awk -v before="$(figure before p99_ms)" -v during="$(figure snapshot p99_ms)" -v limit="$ratio" '
    BEGIN {
        printf "p99 while a snapshot installs: %.2f times the p99 before (limit %d)\n",
            during / before, limit
        exit during > limit * before
    }'
