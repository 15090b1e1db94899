package io.quorate.adapter.grpc;

import java.util.regex.Pattern;

/** What can be dialled. */
final class Addresses {

    private static final int CHARACTERS_MAX = 300;
    private static final int PORT_MAX = 65_535;
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9_.-]+):([1-9][0-9]{0,4})");

    private Addresses() {}

    /** Whether a text is {@code host:port} with a port that is not 0; asks no resolver. */
    static boolean isHostAndPort(String text) {
        if (text.length() > CHARACTERS_MAX) return false;
        var parts = HOST_AND_PORT.matcher(text);
        return parts.matches() && Integer.parseInt(parts.group(2)) <= PORT_MAX;
    }
}
