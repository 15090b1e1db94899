package io.quorate.adapter.grpc;

/** Whoever wants to know which calls clients make. Told on the loop. */
public interface CallListener {

    /** What a method is called that this server does not have: clients may ask for any. */
    String UNKNOWN = "unknown";

    /** Nobody does. */
    CallListener NOBODY =
            new CallListener() {
                @Override
                public void handled(
                        String service, String method, Shape shape, String code, long nanos) {}

                @Override
                public void pipelined(Kind kind, int operations, long nanos) {}

                @Override
                public void objected(String reason) {}
            };

    /** How a call goes. */
    enum Shape {
        /** One request, one answer. */
        UNARY,
        /** As long as its client likes. */
        STREAM
    }

    /**
     * A call is over.
     *
     * @param service its full name, or {@link #UNKNOWN}
     * @param method its name, or {@link #UNKNOWN}
     * @param code how it ended, in gRPC's words
     * @param nanos since its headers came
     */
    void handled(String service, String method, Shape shape, String code, long nanos);

    /** What an operation of a pipeline does. */
    enum Kind {
        READ,
        WRITE
    }

    /**
     * Operations of a pipeline were answered together.
     *
     * @param nanos since the first of them came
     */
    void pipelined(Kind kind, int operations, long nanos);

    /**
     * The state had an objection to a command of a client.
     *
     * @param reason the {@code ErrorReason} that the client is told
     */
    void objected(String reason);
}
