package io.quorate.adapter.http;

import java.io.IOException;
import java.net.InetSocketAddress;

/** The HTTP address cannot be had: taken, privileged, or not of this machine. */
public final class CannotListen extends IOException {

    private static final long serialVersionUID = 1L;

    CannotListen(InetSocketAddress address, Throwable cause) {
        super(
                "cannot listen for HTTP on "
                        + address.getHostString()
                        + ":"
                        + address.getPort()
                        + ": "
                        + cause.getMessage(),
                cause);
    }
}
