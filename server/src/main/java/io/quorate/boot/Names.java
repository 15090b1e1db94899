package io.quorate.boot;

import java.security.Security;

/** How long this process remembers which address a name has, or that it has none. */
final class Names {

    /** For the JVM's own memory a security property; for gRPC's a system property of that name. */
    static final String KNOWN_SECONDS = "networkaddress.cache.ttl";

    private static final String UNKNOWN_SECONDS = "networkaddress.cache.negative.ttl";

    /** Far less than a member that restarts is waited for, and no storm of questions. */
    private static final String SECONDS = "1";

    private Names() {}

    /**
     * A container that comes back may have another address, and while it is down its name has none.
     * By default a JVM goes by the old answer for 30 seconds, and by that there is none for 10: so
     * long two members of three would not find each other. To be called before any name is looked
     * up.
     */
    static void forgetSoon() {
        Security.setProperty(KNOWN_SECONDS, SECONDS);
        Security.setProperty(UNKNOWN_SECONDS, SECONDS);
        System.setProperty(KNOWN_SECONDS, SECONDS);
    }
}
