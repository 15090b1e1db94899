package io.quorate.client;

import io.quorate.client.core.Failure;

/** The operation did not take effect and never will: it may be sent again. */
public final class NotDoneException extends KvException {

    private static final long serialVersionUID = 1L;

    NotDoneException(Failure failure) {
        super(failure);
    }
}
