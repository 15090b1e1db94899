package io.quorate.client;

import io.quorate.client.core.Failure;

/** The operation took effect, although its answer is an error. */
public final class DoneException extends KvException {

    private static final long serialVersionUID = 1L;

    DoneException(Failure failure) {
        super(failure);
    }
}
