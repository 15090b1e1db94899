package io.quorate.core.engine;

/**
 * What a node has forgotten: its journal lost records from the middle on. It may have promised
 * anything in them, and acknowledged any entry, so until its engine has made that good it must
 * neither take part in electing a leader nor be one.
 *
 * @param round nothing that was lost was promised or acknowledged in a later round than this
 */
public record Hole(long round) {}
