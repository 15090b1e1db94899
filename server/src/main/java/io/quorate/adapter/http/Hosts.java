package io.quorate.adapter.http;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The names that this server goes by. A page of somebody else's that has its own name resolved to
 * this address (DNS rebinding) would be let read whatever the console shows; but its requests carry
 * that name. Addresses cannot be lent so, and are taken.
 */
final class Hosts {

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-f:.]+]");
    private static final Pattern HOST = Pattern.compile("(.+?)(:[0-9]{1,5})?");

    /** What a browser says of requests of this very page, and of those that a person makes. */
    private static final Set<String> OWN_SITES = Set.of("", "same-origin", "none");

    private final Set<String> names = new TreeSet<>(Set.of("localhost"));

    /**
     * @param own names that the node was given, in lower case
     */
    Hosts(Collection<String> own) {
        names.addAll(own);
    }

    /**
     * Who asks, by the headers of a request; each is empty if it is not there.
     *
     * @param host the name that the client knows this server by
     * @param origin whose page asks
     * @param site how that page stands to this server, by a browser's account (Sec-Fetch-Site)
     */
    record Asker(String host, String origin, String site) {}

    /** Whether the page itself may be shown: others may link to it. */
    boolean mayOpen(Asker asker) {
        var matcher = HOST.matcher(asker.host().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) return false;
        String name = matcher.group(1);
        boolean isOwn = names.contains(name) || ADDRESS.matcher(name).matches();
        return isOwn && (asker.origin().isEmpty() || isOwnOrigin(asker));
    }

    /** Whether what the cluster holds may be shown: to this server's own page, or to no page. */
    boolean mayRead(Asker asker) {
        return mayOpen(asker) && OWN_SITES.contains(asker.site());
    }

    /**
     * Whether keys may be changed: by this server's own page alone. Every browser says of a POST
     * where it comes from, so that what does not say it is not that page.
     */
    boolean mayChange(Asker asker) {
        boolean isTold = isOwnOrigin(asker) || asker.site().equals("same-origin");
        return isTold && mayRead(asker);
    }

    private static boolean isOwnOrigin(Asker asker) {
        return asker.origin().equalsIgnoreCase("http://" + asker.host());
    }
}
