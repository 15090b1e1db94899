package io.quorate.simulation;

/**
 * The faults that a run may have, each with how likely a run has it at all and how often it then
 * comes. Every strike picks its victim anew.
 */
enum FaultKind {
    /** The process ends; the page cache survives. */
    KILL(0.6, 300, 4_000),
    /** The node's power goes: what was not forced may be lost or torn. */
    POWER_LOSS(0.5, 300, 5_000),
    /** The process ends between two effects of a turn. */
    CRASH_IN_TURN(0.5, 400, 5_000),
    /** The node ends at one of its disk operations, maybe in the middle of a recovery. */
    CRASH_AT_DISK_OPERATION(0.5, 400, 5_000),
    /** The power of all nodes goes at once. */
    POWER_LOSS_EVERYWHERE(0.2, 1_500, 6_000),
    /** The process does not run for a while, its threads and its timers included. */
    PAUSE(0.5, 400, 4_000),
    /** One node is cut off from all others. */
    ISOLATE(0.6, 300, 3_000),
    /** The cluster falls into two parts. */
    HALVE(0.5, 300, 3_000),
    /** A node does not hear, or is not heard. */
    ONE_WAY(0.5, 300, 3_000),
    /** Some links alone are cut. */
    PARTIAL(0.5, 300, 3_000),
    /** Two halves that only one node sees both of. */
    BRIDGE(0.3, 400, 3_000),
    /** A link goes up and down many times. */
    FLAP(0.3, 500, 4_000),
    /** Connections between two nodes break; what was on its way is lost. */
    RESET(0.5, 200, 3_000),
    /** Messages are lost, repeated, late and out of order for a while. */
    TURBULENCE(0.5, 500, 4_000),
    /** A node is not heard, and hears late. */
    LATE_ANSWERS(0.1, 500, 4_000),
    /** A client does not reach some node. */
    CUT_CLIENT_OFF(0.4, 300, 3_000),
    /** Forces take long. */
    SLOW_DISK(0.4, 400, 4_000),
    /** Forces do not return for a while. */
    STALL_DISK(0.4, 500, 5_000),
    /** A write or a force fails, and the process with it. */
    DISK_ERROR(0.3, 800, 6_000),
    /** There is no room for another segment. */
    DISK_FULL(0.3, 800, 6_000),
    /** Bytes on the disk change, move, or become again what they were. */
    DAMAGE(0.3, 1_000, 6_000),
    /** A row of a node's store is not what was written. */
    ROT(0.25, 1_000, 6_000),
    /** A node loses its disk, and with it its membership. */
    LOSE_DISK(0.15, 2_000, 8_000),
    /** The store takes no batches for a while. */
    STALL_STORE(0.3, 500, 5_000),
    /** The store flushes without being asked, as RocksDB may. */
    FLUSH_STORE(0.5, 100, 2_000),
    /** A node is slow at everything. */
    SLOW_NODE(0.3, 500, 5_000),
    /** A clock jumps forward. */
    JUMP_CLOCK(0.3, 300, 4_000),
    /** A clock changes its rate. */
    CHANGE_CLOCK_RATE(0.3, 500, 5_000),
    /** For a while, whoever comes to lead is killed or cut off soon after. */
    SHORT_LEADERSHIPS(0.2, 500, 3_000),
    /** An operator adds, removes, replaces or promotes members. */
    CHANGE_MEMBERS(0.5, 150, 2_000),
    /** An operator hands leadership over. */
    HAND_OVER(0.4, 200, 3_000);

    private static final long MILLISECOND = 1_000_000;

    private final double likelihood;
    private final long fastestMillis;
    private final long slowestMillis;

    FaultKind(double likelihood, long fastestMillis, long slowestMillis) {
        this.likelihood = likelihood;
        this.fastestMillis = fastestMillis;
        this.slowestMillis = slowestMillis;
    }

    /** How likely a run has this fault. */
    double likelihood() {
        return likelihood;
    }

    /** The shortest mean time between two strikes. */
    long fastestNanos() {
        return fastestMillis * MILLISECOND;
    }

    /** The longest mean time between two strikes. */
    long slowestNanos() {
        return slowestMillis * MILLISECOND;
    }
}
