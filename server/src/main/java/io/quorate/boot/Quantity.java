package io.quorate.boot;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations and sizes: a whole number and its unit, and nothing else. */
final class Quantity {

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,12})([A-Za-z]+)");

    private Quantity() {}

    /** A duration such as {@code 300ms}, in us, ms, s, m or h. */
    static Duration duration(String text) throws BadValue {
        String shape = "a whole number and a unit of us, ms, s, m or h, as in 300ms";
        Matcher parts = parts(text, shape);
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "us" -> Duration.ofNanos(Math.multiplyExact(number, 1_000L));
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> throw notAQuantity(text, shape);
        };
    }

    /** A size such as {@code 64MiB}, in B, KiB, MiB or GiB; in bytes. */
    static long bytes(String text) throws BadValue {
        String shape = "a whole number and a unit of B, KiB, MiB or GiB, as in 64MiB";
        Matcher parts = parts(text, shape);
        long number = Long.parseLong(parts.group(1));
        int shift =
                switch (parts.group(2)) {
                    case "B" -> 0;
                    case "KiB" -> 10;
                    case "MiB" -> 20;
                    case "GiB" -> 30;
                    default -> throw notAQuantity(text, shape);
                };
        if (number > Long.MAX_VALUE >> shift) throw notAQuantity(text, shape);
        return number << shift;
    }

    /** A duration as it would be written. */
    static String show(Duration duration) {
        if (duration.toNanosPart() % 1_000_000 != 0) return duration.toNanos() / 1_000 + "us";
        if (duration.toSeconds() >= 3_600 && duration.toMillis() % 3_600_000 == 0) {
            return duration.toHours() + "h";
        }
        return duration.toMillis() % 1_000 == 0
                ? duration.toSeconds() + "s"
                : duration.toMillis() + "ms";
    }

    /** A size as it would be written. */
    static String show(long bytes) {
        if (bytes % (1L << 30) == 0) return (bytes >> 30) + "GiB";
        if (bytes % (1L << 20) == 0) return (bytes >> 20) + "MiB";
        return bytes % (1L << 10) == 0 ? (bytes >> 10) + "KiB" : bytes + "B";
    }

    private static Matcher parts(String text, String shape) throws BadValue {
        Matcher parts = NUMBER_AND_UNIT.matcher(text);
        if (!parts.matches()) throw notAQuantity(text, shape);
        return parts;
    }

    private static BadValue notAQuantity(String text, String shape) {
        return new BadValue(BadValue.quoted(text) + " is not " + shape);
    }
}
