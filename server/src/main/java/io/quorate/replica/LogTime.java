package io.quorate.replica;

import java.util.OptionalLong;

/**
 * The time of the log as a leader goes on with it: what the log had come to when this node first
 * led with all of it applied, plus the monotonic time since. So no clock of another node is
 * trusted, a change of leader never brings a deadline nearer, and a span without a leader does not
 * count.
 */
final class LogTime {

    private long round;
    private long baseNanos;
    private long sinceNanos;
    private boolean isKnown;

    /** This node does not lead, or has not applied all that came before it led. */
    void isUnknown() {
        isKnown = false;
    }

    /**
     * This node leads, and has applied an entry of its own round.
     *
     * @param appliedNanos the time of the log, as applied
     */
    void leads(long ofRound, long nowNanos, long appliedNanos) {
        if (isKnown && round == ofRound) return;
        isKnown = true;
        round = ofRound;
        baseNanos = appliedNanos;
        sinceNanos = nowNanos;
    }

    /** The time of the log now; empty if only another node can know it. */
    OptionalLong at(long nowNanos) {
        return isKnown
                ? OptionalLong.of(baseNanos + Math.max(0, nowNanos - sinceNanos))
                : OptionalLong.empty();
    }
}
