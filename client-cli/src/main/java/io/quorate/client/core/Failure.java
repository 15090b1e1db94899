package io.quorate.client.core;

/**
 * How a call ended that did not succeed.
 *
 * @param outcome what became of the operation
 * @param reason why it failed
 * @param message the facts, for people: one line
 * @param leader the leader as last heard of
 */
public record Failure(Outcome outcome, Reason reason, String message, LeaderHint leader) {}
