package io.quorate.deploy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Ports of loopback that nobody listens on. They lie below the range from which the system takes
 * ports for outgoing connections, so that none is taken between the choice and its use.
 */
public final class FreePorts {

    private static final int FIRST = 15_000;
    private static final int END = 32_000;

    // Another build on this machine likely begins elsewhere.
    private static int next = FIRST + (int) (ProcessHandle.current().pid() * 97 % (END - FIRST));

    private FreePorts() {}

    /** A port that was free a moment ago and that no other call has returned. */
    public static synchronized int take() {
        for (int tried = 0; tried < END - FIRST; tried++) {
            int port = next;
            next = next + 1 < END ? next + 1 : FIRST;
            if (isFree(port)) return port;
        }
        throw new IllegalStateException("no free port from " + FIRST + " to " + END);
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
