package io.quorate.deploy.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What happened in a round, and when: writes that were acknowledged, changes of the leader, and
 * blows. All times are nanoseconds since its beginning. Thread-safe.
 */
final class Timeline {

    /** Some times what a round of the longest schedule acknowledges. */
    private static final int ACKNOWLEDGED_MAX = 4_000_000;

    /** A write that was acknowledged. */
    record Acknowledged(long beganNanos, long endedNanos) {

        long tookNanos() {
            return endedNanos - beganNanos;
        }
    }

    /** A member answered the first write of its term. */
    record Led(String member, long term, long atNanos) {}

    /** A member was struck, and mended. */
    record Struck(String member, Blow blow, Role role, long fromNanos, long toNanos) {}

    /** What a member was when it was struck. */
    enum Role {
        LEADER,
        FOLLOWER
    }

    private final long startNanos = System.nanoTime();
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private final List<Led> leaders = new ArrayList<>();
    private final List<Struck> blows = new ArrayList<>();

    /** The time. */
    long now() {
        return System.nanoTime() - startNanos;
    }

    /** A write that began then is acknowledged now, by a member in a term. */
    synchronized void acknowledged(long beganNanos, String member, long term) {
        if (acknowledged.size() == ACKNOWLEDGED_MAX) {
            throw new IllegalStateException("more than " + ACKNOWLEDGED_MAX + " writes");
        }
        acknowledged.add(new Acknowledged(beganNanos, now()));
        if (leaders.isEmpty() || leaders.getLast().term() < term) {
            leaders.add(new Led(member, term, now()));
        }
    }

    synchronized void struck(Struck blow) {
        blows.add(blow);
    }

    synchronized long acknowledgedSoFar() {
        return acknowledged.size();
    }

    synchronized List<Acknowledged> acknowledged() {
        return List.copyOf(acknowledged);
    }

    synchronized List<Led> leaders() {
        return List.copyOf(leaders);
    }

    synchronized List<Struck> blows() {
        return List.copyOf(blows);
    }

    /** How many members were killed. */
    long kills() {
        return blows().stream().filter(struck -> struck.blow() == Blow.KILL).count();
    }

    /** The kills of members that led. */
    List<Struck> killsOfLeaders() {
        return blows().stream()
                .filter(struck -> struck.blow() == Blow.KILL && struck.role() == Role.LEADER)
                .toList();
    }

    /**
     * For each kill of a leader that left a majority alone: how long it was until a write that
     * began after it was acknowledged, in milliseconds, ascending.
     */
    List<Double> gapsMillis() {
        List<Struck> all = blows();
        List<Acknowledged> writes = acknowledged();
        return killsOfLeaders().stream()
                .filter(kill -> all.stream().noneMatch(other -> overlap(kill, other)))
                .map(kill -> firstAfter(kill.fromNanos(), writes))
                .flatMapToLong(OptionalLong::stream)
                .sorted()
                .mapToObj(nanos -> nanos / 1e6)
                .toList();
    }

    private static boolean overlap(Struck one, Struck other) {
        return one != other
                && one.fromNanos() < other.toNanos()
                && other.fromNanos() < one.toNanos();
    }

    private static OptionalLong firstAfter(long nanos, List<Acknowledged> writes) {
        return writes.stream()
                .filter(write -> write.beganNanos() >= nanos)
                .mapToLong(write -> write.endedNanos() - nanos)
                .min();
    }
}
