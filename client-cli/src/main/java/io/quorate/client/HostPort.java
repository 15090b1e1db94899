package io.quorate.client;

/**
 * An address of a listener.
 *
 * @param host a name, or an IP address; an IPv6 address stands in brackets
 * @param port 1 to 65,535
 */
public record HostPort(String host, int port) {

    /**
     * Reads {@code host:port} or {@code [ipv6]:port}.
     *
     * @throws IllegalArgumentException if it is neither; the message says why
     */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) throw malformed(text, "it is not host:port");
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
        if (!bracketed && (host.indexOf(':') >= 0 || host.indexOf('[') >= 0)) {
            throw malformed(text, "an IPv6 address stands in brackets: [::1]:7101");
        }
        if (!host.chars().allMatch(HostPort::isAllowed)) {
            throw malformed(text, "a host has no such character");
        }
        return new HostPort(host, port(text, text.substring(colon + 1)));
    }

    private static boolean isAllowed(int c) {
        return c > ' ' && c < 127 && c != '/' && c != '?' && c != '#' && c != '@' && c != ',';
    }

    private static int port(String text, String digits) {
        boolean number = !digits.isEmpty() && digits.length() <= 5;
        number = number && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = number ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > 65_535) throw malformed(text, "a port is 1 to 65535");
        return port;
    }

    private static IllegalArgumentException malformed(String text, String why) {
        return new IllegalArgumentException("'" + text + "' is not an address: " + why);
    }

    /** Whether the host is an IP address, and so needs no resolving. */
    boolean isLiteral() {
        return host.startsWith("[")
                || host.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.');
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
