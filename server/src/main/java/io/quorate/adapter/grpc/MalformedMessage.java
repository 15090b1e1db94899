package io.quorate.adapter.grpc;

/** A peer's message that stands for nothing. It is dropped and noted; the node goes on. */
public final class MalformedMessage extends Exception {

    private static final long serialVersionUID = 1L;

    public MalformedMessage(String why) {
        super(why);
    }
}
