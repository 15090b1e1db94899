#!/usr/bin/env bash
# What writers feel while old revisions are compacted. See --help.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: compact-p999.sh [--kilokeys N] [--warmup S] [--seconds S] [--ratio N]

Three kvd nodes on loopback. So many thousand keys are written and deleted. Under puts by 64
clients, all from one process, the past of all of them is compacted: the p99.9 of the puts
until every node has removed it is set against the p99.9 just before. Ends with 1 if the
ratio is above the limit.

  --kilokeys N  how many thousand keys (default 1000)
  --warmup S    how long the load runs before it is measured (default 30)
  --seconds S   how long it is measured before and after the compaction (default 30)
  --ratio N     the limit (default 3)

Needs: the distribution and the test classes, both of which 'mvn -q -DskipTests package'
makes; jq, curl. What it starts it stops, by pid, also on Ctrl-C. Data goes under TMPDIR
or /tmp: about 4 GB.
TEXT
}

kilokeys=1000 warmup=30 seconds=30 ratio=3
# shellcheck source=deploy/bench/nodes.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/nodes.sh"
read_numbers "kilokeys warmup seconds ratio" "$@"
prepare

ctl() { "$home/bin/kvctl" --endpoints "$endpoints" --timeout 60s "$@"; }

# How many nodes have rows of the past that is given up.
pending() {
    local i sum=0
    for i in 0 1 2; do ((sum += $(metric "$i" quorate_server_compaction_pending))) || true; done
    echo "$sum"
}

warn_if_busy
for i in 0 1 2; do start_node "$i"; done
for i in 0 1 2; do await_ready "$i"; done
leader=$(leader)
echo "writing $kilokeys thousand keys" >&2
ctl bench get --keys $((kilokeys * 1000)) --value-size 64 --warmup 0 --seconds 1 >/dev/null
echo "deleting them" >&2
for ((from = 0; from < kilokeys * 1000; from += 5000)); do
    printf -v first 'bench/%09d' "$from"
    printf -v behind 'bench/%09d' $((from + 5000))
    ctl delete --range "$first" "$behind" >/dev/null
done
revision=$(metric "$leader" quorate_server_revision)
start_load 64 10000 256
phase warm-up
sleep "$warmup"
phase before
sleep "$seconds"
phase compaction
ctl compact "$revision" >&2
while (($(pending) > 0)); do sleep 0.1; done
phase after
sleep "$seconds"
end_load
last=$(leader)

for each in before compaction after; do
    printf '%-10s %6.1f s, %8.0f puts/s, p50 %6.1f ms, p99 %6.1f ms, p99.9 %6.1f ms, max %6.0f ms, %s errors\n' \
        "$each" "$(figure $each seconds)" "$(figure $each per_second)" \
        "$(figure $each p50_ms)" "$(figure $each p99_ms)" "$(figure $each p999_ms)" \
        "$(figure $each max_ms)" "$(figure $each errors)"
done
for i in 0 1 2; do
    printf 'n%s removed %d changes\n' "$i" "$(metric "$i" quorate_server_compaction_removed_changes_total)"
done
[[ $last == "$leader" ]] || fail "the leader changed: this machine was too busy to tell"
awk -v before="$(figure before p999_ms)" -v during="$(figure compaction p999_ms)" \
    -v kilokeys="$kilokeys" -v limit="$ratio" '
    BEGIN {
        printf "p99.9 while %d thousand keys are compacted: %.2f times the p99.9 before (limit %d)\n",
            kilokeys, during / before, limit
        exit during > limit * before
    }'
