package io.quorate.core.engine;

import io.quorate.core.Bytes;

/**
 * A command that a caller wants in the log.
 *
 * @param request names the caller's request in answers; unique in this process
 * @param command the command in the state machine's encoding
 */
public record Proposal(long request, Bytes command) {}
