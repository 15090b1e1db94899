package io.quorate.client;

/**
 * A change of the members is committed: it will be carried to its end, whoever leads. {@link
 * MemberStatus#phase} says when it is.
 */
public record ChangeResult(Header header) implements Answer {}
