package io.quorate.boot;

/**
 * A setting's text that cannot be its value. The message is one line: what is wrong, what is right.
 */
final class BadValue extends Exception {

    private static final long serialVersionUID = 1L;

    BadValue(String why) {
        super(why, null, false, false);
    }

    /** A text from outside, in quotes, cut, and without control characters: fit for a message. */
    static String quoted(String text) {
        var shown = new StringBuilder("'");
        text.codePoints()
                .limit(QUOTED_CHARACTERS_MAX)
                .map(c -> Character.isISOControl(c) || !Character.isDefined(c) ? '?' : c)
                .forEach(shown::appendCodePoint);
        if (text.codePointCount(0, text.length()) > QUOTED_CHARACTERS_MAX) shown.append("...");
        return shown.append('\'').toString();
    }

    /** The most of a refused text that a message repeats, in characters. */
    private static final int QUOTED_CHARACTERS_MAX = 200;
}
