package io.quorate.replica.history;

import io.quorate.core.state.ForgottenPage;

import java.util.Optional;

/**
 * A page that was to be read.
 *
 * @param installs as in {@link PageWork}
 * @param page empty if the store was closed before
 */
public record PageRead(long installs, Optional<ForgottenPage> page) {}
