#!/usr/bin/env bash
# What applications notice of a rolling restart. See --help.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: rolling-restart.sh [--rounds N] [--warmup S] [--pause S]

Three kvd nodes on loopback with the timeouts that kvd has by default. In each round all
of them are restarted, one after the other: SIGTERM, a start, and the next once the node
is ready. Four clients of the Java library with default options write and read all the
time, one call at a time or up to 40, and try nothing again by themselves. Prints how
many calls failed, and the longest time without an acknowledged write, over all clients,
of each restart. Ends with 1 if a call failed or a gap was half a second or more.

  --rounds N   how often all nodes are restarted (default 10)
  --warmup S   how long the load runs before the first restart (default 15)
  --pause S    how long a node has been ready when the next is stopped (default 1)

Needs: the distribution and the test classes, both of which 'mvn -q -DskipTests package'
makes; jq, curl. What it starts it stops, by pid, also on Ctrl-C.
TEXT
}

rounds=10 warmup=15 pause=1
# shellcheck source=deploy/bench/nodes.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/nodes.sh"
read_numbers "rounds warmup pause" "$@"
classes=$tree/deploy/target/test-classes
load_class=io.quorate.deploy.RestartLoad
patience=()
gap_limit_ms=500
prepare

warn_if_busy
for i in 0 1 2; do start_node "$i"; done
for i in 0 1 2; do await_ready "$i"; done
start_load
phase warm-up
sleep "$warmup"
for ((round = 1; round <= rounds; round++)); do
    for i in 0 1 2; do
        role=follower
        [[ $(leader) != "$i" ]] || role=leader
        phase "$role"
        stop_node "$i"
        start_node "$i"
        await_ready "$i"
        sleep "$pause"
    done
done
phase end
end_load

failed=$(figure all failed)
printf '%d restarts under %d writes and %d reads: %d calls failed\n' \
    $((3 * rounds)) "$(figure all writes)" "$(figure all reads)" "$failed"
for role in leader follower; do
    jq -rs --arg role "$role" '
        map(select(.phase == $role) | .longest_gap_ms) | sort
        | if length == 0 then empty
          else "\(length) of a \($role): without a write for \(.[length / 2 | floor]) ms"
              + " (median), \(.[-1]) ms (longest)" end' "$work/load.jsonl"
done
if ((failed > 0)); then
    cat "$work/load.log" >&2
    exit 1
fi
jq -es --argjson limit $gap_limit_ms '
    all(.[] | select(.phase == "leader" or .phase == "follower"); .longest_gap_ms < $limit)' \
    "$work/load.jsonl" >/dev/null || fail "a gap of $gap_limit_ms ms or more"
