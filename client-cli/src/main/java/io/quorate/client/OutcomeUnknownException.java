package io.quorate.client;

import io.quorate.client.core.Failure;

/** The operation may have taken effect, or may still take effect. Before it is sent again, read. */
public final class OutcomeUnknownException extends KvException {

    private static final long serialVersionUID = 1L;

    OutcomeUnknownException(Failure failure) {
        super(failure);
    }
}
