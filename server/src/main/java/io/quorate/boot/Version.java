package io.quorate.boot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which version of {@code kvd} this is. */
public final class Version {

    private static final String WRITTEN_BY_THE_BUILD =
            "/META-INF/maven/io.quorate/quorate-server/pom.properties";

    private Version() {}

    /** The version in the jar, as in {@code 0.1.0}; {@code development} outside of a jar. */
    public static String current() {
        try (InputStream in = Version.class.getResourceAsStream(WRITTEN_BY_THE_BUILD)) {
            if (in == null) return "development";
            var properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "development");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
