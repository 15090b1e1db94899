package io.quorate.verify.watch;

import java.util.Optional;

/**
 * One change that was made.
 *
 * @param revision which may have several, in the order in which they are given
 * @param value empty if it was a delete
 */
public record Change(long revision, String key, Optional<String> value) {}
