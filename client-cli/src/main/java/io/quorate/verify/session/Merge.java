package io.quorate.verify.session;

/**
 * One session took over what another had met: what it does from then on comes after both.
 *
 * @param into the number of the session that goes on
 * @param from the number of the session that it took over
 * @param event when, as a place in the order of all events of the history
 */
public record Merge(long into, long from, long event) {}
