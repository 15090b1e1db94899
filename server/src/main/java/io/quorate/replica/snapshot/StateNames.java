package io.quorate.replica.snapshot;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * What lies on a {@link StateDisk}: {@code state-N} is a state's directory, {@code state-N.live} an
 * empty file that makes it a whole one, {@code checkpoint-N} a copy that is being sent.
 */
final class StateNames {

    private static final String STATE = "state-";
    private static final String LIVE = ".live";
    private static final String CHECKPOINT = "checkpoint-";
    private static final int DIGITS = 16;

    private StateNames() {}

    static String state(long number) {
        return String.format(Locale.ROOT, "%s%0" + DIGITS + "d", STATE, number);
    }

    static String mark(long number) {
        return state(number) + LIVE;
    }

    static String checkpoint(long number) {
        return CHECKPOINT + number;
    }

    static boolean isCheckpoint(String name) {
        return name.startsWith(CHECKPOINT);
    }

    /** The number of the state whose directory has this name, if it is one. */
    static OptionalLong stateNumber(String name) {
        return number(name, "");
    }

    /** The number of the state whose mark has this name, if it is one. */
    static OptionalLong markNumber(String name) {
        return number(name, LIVE);
    }

    private static OptionalLong number(String name, String suffix) {
        if (name.length() != STATE.length() + DIGITS + suffix.length()) return OptionalLong.empty();
        if (!name.startsWith(STATE) || !name.endsWith(suffix)) return OptionalLong.empty();
        String digits = name.substring(STATE.length(), STATE.length() + DIGITS);
        if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) return OptionalLong.empty();
        return OptionalLong.of(Long.parseLong(digits));
    }
}
