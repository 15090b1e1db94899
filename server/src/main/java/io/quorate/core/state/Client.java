package io.quorate.core.state;

/**
 * What is known of a client whose changes are done exactly once.
 *
 * @param ttlNanos how long it is kept from its last command on
 * @param deadline the time of the log at which it expires
 * @param last its highest sequence that was done or refused
 * @param lowest the lowest sequence whose outcome is kept
 */
record Client(Command.Order order, long ttlNanos, long deadline, long last, long lowest) {

    static Client registered(Command.RegisterClient command, long now) {
        long ttl = command.ttlNanos();
        return new Client(command.order(), ttl, now + ttl, 0, 1);
    }

    /** The same, which has just been heard of. */
    Client heardOf(long now) {
        return new Client(order, ttlNanos, Math.max(deadline, now + ttlNanos), last, lowest);
    }

    /** The same, with one more change done. */
    Client did(long sequence, long lowestUnanswered) {
        return new Client(
                order,
                ttlNanos,
                deadline,
                Math.max(last, sequence),
                Math.max(lowest, lowestUnanswered));
    }
}
