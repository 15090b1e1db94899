package io.quorate.cli;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps libraries from writing logs between kvctl's lines. */
final class Quiet {

    /** Held, since the logging framework forgets the levels of loggers that nobody holds. */
    private static final Logger GRPC = Logger.getLogger("io.grpc");

    private static final Logger NETTY = Logger.getLogger("io.netty");

    private Quiet() {}

    /** Takes effect for the whole process. Every failure still reaches its caller. */
    static void logs() {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        GRPC.setLevel(Level.OFF);
        NETTY.setLevel(Level.OFF);
    }
}
