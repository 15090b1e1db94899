package io.quorate.boot;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where something listens or is dialled.
 *
 * @param host a DNS name, an IPv4 address, or an IPv6 address without brackets; lower case
 * @param port 0 to 65535, where 0 lets the system choose
 */
public record HostPort(String host, int port) {

    /** The highest port there is. */
    public static final int PORT_MAX = 65_535;

    /** The longest DNS name, in characters (RFC 1035, section 2.3.4). */
    private static final int NAME_CHARACTERS_MAX = 253;

    private static final Pattern NAME =
            Pattern.compile(
                    "[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");
    private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");
    private static final Pattern SIX = Pattern.compile("[0-9a-f:.]+");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,9}");

    /** Reads {@code host:port}, {@code 1.2.3.4:port} or {@code [::1]:port}. */
    static HostPort parse(String text) throws BadValue {
        if (text.contains("/")) {
            throw new BadValue(
                    BadValue.quoted(text) + " is not HOST:PORT: leave out the scheme and the path");
        }
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new BadValue(BadValue.quoted(text) + " has no port: write HOST:PORT");
        }
        String host = text.substring(0, colon).toLowerCase(Locale.ROOT);
        int port = port(text, text.substring(colon + 1));
        if (host.isEmpty()) {
            throw new BadValue(
                    BadValue.quoted(text)
                            + " has no host: write 0.0.0.0:"
                            + port
                            + " for every interface");
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            String six = host.substring(1, host.length() - 1);
            if (isSix(six)) return new HostPort(six, port);
            throw new BadValue(
                    BadValue.quoted(text) + " has no valid IPv6 address in its brackets");
        }
        if (host.contains(":")) {
            throw new BadValue(
                    BadValue.quoted(text)
                            + " is ambiguous: write an IPv6 address in brackets, as in [::1]:7101");
        }
        if (!isFourOrName(host)) {
            throw new BadValue(
                    BadValue.quoted(text) + " has neither an IPv4 address nor a DNS name as host");
        }
        return new HostPort(host, port);
    }

    private static int port(String text, String digits) throws BadValue {
        if (digits.isEmpty()) {
            throw new BadValue(BadValue.quoted(text) + " has no port: write HOST:PORT");
        }
        if (!PORT.matcher(digits).matches() || Integer.parseInt(digits) > PORT_MAX) {
            throw new BadValue(
                    BadValue.quoted(text)
                            + " has a port that is not a number from 0 to "
                            + PORT_MAX);
        }
        return Integer.parseInt(digits);
    }

    private static boolean isSix(String host) {
        return SIX.matcher(host).matches() && host.contains(":") && isLiteral(host);
    }

    private static boolean isFourOrName(String host) {
        if (DIGITS_AND_DOTS.matcher(host).matches()) {
            return host.chars().filter(c -> c == '.').count() == 3 && isLiteral(host);
        }
        return host.length() <= NAME_CHARACTERS_MAX && NAME.matcher(host).matches();
    }

    private static boolean isLiteral(String host) {
        try {
            return !InetAddress.ofLiteral(host).getHostAddress().isEmpty();
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    /** Whether this stands for every interface of the machine, and so cannot be dialled. */
    public boolean isWildcard() {
        return host.equals("0.0.0.0")
                || (host.contains(":") && literal().equals("0:0:0:0:0:0:0:0"));
    }

    /** The same place under another port. */
    public HostPort withPort(int another) {
        return new HostPort(host, another);
    }

    /** The same port under another host. */
    HostPort withHost(String another) {
        return new HostPort(another, port);
    }

    /** Whether two listeners cannot both have these. */
    boolean collidesWith(HostPort other) {
        if (port != other.port || port == 0) return false;
        return isWildcard() || other.isWildcard() || literal().equals(other.literal());
    }

    /** One spelling for all spellings of an address, {@code localhost} included; no look-up. */
    String canonical() {
        return literal() + ":" + port;
    }

    private String literal() {
        if (host.equals("localhost")) return "127.0.0.1";
        if (!host.contains(":")) return host;
        return InetAddress.ofLiteral(host).getHostAddress();
    }

    /** For binding or dialling; asks the resolver. Unresolved if the name is not known. */
    public InetSocketAddress toSocketAddress() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
