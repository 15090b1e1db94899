package io.quorate.simulation;

/**
 * What a run can come into. A campaign counts them; each that is {@link #isWanted wanted} must have
 * been met at least once in a large one, or the faults do not reach what they are meant to.
 */
enum Situation {
    LEADER_ELECTED,
    CAMPAIGN,
    LEADER_STEPPED_DOWN,
    TWO_NODES_LEAD,
    CRASH,
    LEADER_CRASHED,
    PROCESS_KILLED,
    POWER_LOST,
    POWER_LOST_EVERYWHERE,
    CRASH_INSIDE_A_TURN,
    CRASH_AT_A_DISK_OPERATION,
    CRASH_IN_RECOVERY,
    RESTART,
    PROCESS_PAUSED,
    LEADER_PAUSED,
    SLOW_NODE,
    CLOCK_JUMPED,
    CLOCK_RATE_CHANGED,
    PARTITION,
    LEADER_ISOLATED,
    CLUSTER_HALVED,
    ONE_WAY_PARTITION,
    PARTIAL_PARTITION,
    BRIDGE_PARTITION,
    FLAPPING_LINK,
    CONNECTION_RESET,
    MESSAGE_LOST,
    MESSAGE_REPEATED,
    MESSAGE_OVERTAKEN,
    MESSAGES_HELD_AND_DELIVERED,
    CLIENT_CUT_OFF,
    SLOW_DISK,
    STALLED_DISK,
    LEADER_RESIGNED_FOR_ITS_DISK,
    DISK_ERROR,
    DISK_FULL,
    WRITE_REFUSED_FOR_SPACE,
    UNFORCED_WRITES_LOST,
    UNFORCED_WRITES_TORN,
    DISK_DAMAGED,
    DAMAGE_FOUND,
    DISK_LOST,
    STORE_STALLED,
    STORE_FLUSHED_BY_ITSELF,
    ENTRIES_APPLIED_AGAIN,
    SUFFIX_TRUNCATED,
    ENTRIES_FETCHED_FROM_JOURNAL,
    JOURNAL_ROLLED,
    JOURNAL_COMPACTED,
    WRITE_DONE,
    WRITE_NOT_DONE,
    WRITE_UNKNOWN,
    UNKNOWN_WRITE_TOOK_EFFECT,
    UNKNOWN_WRITE_TOOK_NO_EFFECT,
    LINEARIZABLE_READ_DONE,
    LINEARIZABLE_READ_AT_A_FOLLOWER,
    READ_NOT_CONFIRMED,
    EVENTUAL_READ_DONE,
    EVENTUAL_READ_WAS_STALE,
    RANGE_READ_DONE,
    REQUEST_REFUSED_AS_TOO_MUCH,
    CALL_FOLLOWED_A_HINT,
    CALL_WOKEN_BY_ANOTHER,
    LATE_REQUEST_ARRIVED,
    MEMBERSHIP_IN_FORCE(false),
    HAND_OVER_BEGAN(false),
    HAND_OVER_FAILED(false),
    TOLD_OF_ITS_REMOVAL(false),
    SNAPSHOT_INSTALLED(false),
    CONFIGURATION_CHANGED(false);

    private final boolean isWanted;

    Situation() {
        this(true);
    }

    Situation(boolean isWanted) {
        this.isWanted = isWanted;
    }

    /** Whether a large campaign must meet it. */
    boolean isWanted() {
        return isWanted;
    }
}
