#!/usr/bin/env bash
# What a follower that is paused costs the leader in heap. See --help.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: paused-follower.sh [--seconds S] [--warmup S] [--every S] [--limit MIB]

Three kvd nodes on loopback under puts by 64 clients. After the warm-up one follower is
paused with SIGSTOP for S seconds, while the load goes on. The leader's live heap, which
is what a full collection leaves, is taken before, every few seconds during, and after
the pause. Ends with 1 if the highest during the pause is more than the limit above the
highest before.

  --seconds S   how long the follower is paused (default 120)
  --warmup S    how long the load runs before that (default 60)
  --every S     how often the heap is measured (default 10)
  --limit MIB   what the pause may cost (default 64)

Needs: the distribution and the test classes, both of which 'mvn -q -DskipTests package'
makes; jcmd of the same JDK (JCMD, JAVA_HOME, or under /usr/lib/jvm); jq, curl. What it
starts it stops, by pid, also on Ctrl-C. Data goes under TMPDIR or /tmp.
TEXT
}

seconds=120 warmup=60 every=10 limit=64
# shellcheck source=deploy/bench/nodes.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/nodes.sh"
read_numbers "seconds warmup every limit" "$@"
prepare

jcmd=''
for candidate in "${JCMD-}" "${JAVA_HOME-}/bin/jcmd" /usr/lib/jvm/*25*/bin/jcmd; do
    [[ -x $candidate ]] || continue
    jcmd=$candidate
    break
done
[[ -n $jcmd ]] || fail "no jcmd of a JDK 25; set JCMD or JAVA_HOME"

# The leader's live heap in KiB: what is used after a full collection.
live() {
    "$jcmd" "${pids[$leader]}" GC.run >/dev/null
    "$jcmd" "${pids[$leader]}" GC.heap_info |
        sed -nE 's/^(DefNew|Tenured) .* used ([0-9]+)K.*/\2/p' |
        awk '{ sum += $1 } END { if (NR != 2) exit 1; print sum }' ||
        fail "jcmd shows another heap than expected"
}

highest() { sort -n | tail -n 1; }
mib() { awk -v kib="$1" 'BEGIN { printf "%.1f", kib / 1024 }'; }

warn_if_busy
for i in 0 1 2; do start_node "$i"; done
for i in 0 1 2; do await_ready "$i"; done
start_load 64 100000 256
phase warm-up
sleep "$warmup"
leader=$(leader)
follower=$(((leader + 1) % 3))
phase before
before=()
for _ in 1 2 3; do
    sleep "$every"
    before+=("$(live)")
done
phase paused
kill -STOP "${pids[$follower]}"
during=()
for ((since = 0; since < seconds; since += every)); do
    sleep "$every"
    during+=("$(live)")
done
kill -CONT "${pids[$follower]}"
phase after
after=()
for _ in 1 2 3; do
    sleep "$every"
    after+=("$(live)")
done
end_load
last=$(leader)

was=$(printf '%s\n' "${before[@]}" | highest)
became=$(printf '%s\n' "${during[@]}" | highest)
cost=$((became - was))
for each in before paused after; do
    printf '%-7s %8.0f puts/s, p99 %6.1f ms, %s errors; live heap, MiB:' "$each" \
        "$(figure $each per_second)" "$(figure $each p99_ms)" "$(figure $each errors)"
    case $each in
        before) heaps=("${before[@]}") ;;
        paused) heaps=("${during[@]}") ;;
        after) heaps=("${after[@]}") ;;
    esac
    for kib in "${heaps[@]}"; do printf ' %s' "$(mib "$kib")"; done
    echo
done
printf 'a follower paused for %s s costs the leader %s MiB of heap (limit %s)\n' \
    "$seconds" "$(mib "$cost")" "$limit"
[[ $last == "$leader" ]] || fail "the leader changed: this machine was too busy to tell"
((cost <= limit * 1024)) || exit 1
