package io.quorate.adapter.grpc;

import io.grpc.Status;

import java.io.IOException;

/** A member did not answer, or would not; the message is for people. */
public final class NotAnswered extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotAnswered(Throwable cause) {
        super(sentence(Status.fromThrowable(cause)), cause);
    }

    private static String sentence(Status status) {
        if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) return "no answer in time";
        if (status.getCause() != null) return root(status.getCause());
        String why = status.getDescription();
        return why == null ? status.getCode().name() : why.lines().findFirst().orElse("");
    }

    /** Of a connection that failed gRPC's own words say little: what they stand on says why. */
    private static String root(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) root = root.getCause();
        if (root instanceof IOException) return "no connection";
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
