package io.quorate.cli;

import io.quorate.client.Bytes;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Bytes as one line of text. */
final class Text {

    private Text() {}

    /**
     * The text of bytes, with every control character, backslash and byte that is not UTF-8 as
     * {@code \xNN}: no two strings of bytes look the same, and none disturbs a terminal.
     */
    static String escaped(Bytes bytes) {
        return bytes.text().map(Text::escapedText).orElseGet(() -> escapedBytes(bytes));
    }

    private static String escapedText(String text) {
        var line = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        c -> {
                            boolean plain = !Character.isISOControl(c) && c != '\\' && !isFormat(c);
                            if (plain) line.appendCodePoint(c);
                            else appendEscaped(line, new String(Character.toChars(c)));
                        });
        return line.toString();
    }

    private static boolean isFormat(int c) {
        int type = Character.getType(c);
        return type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    private static void appendEscaped(StringBuilder line, String character) {
        for (byte b : character.getBytes(StandardCharsets.UTF_8)) appendEscaped(line, b);
    }

    private static void appendEscaped(StringBuilder line, byte b) {
        line.append(String.format(Locale.ROOT, "\\x%02x", b & 0xFF));
    }

    private static String escapedBytes(Bytes bytes) {
        var line = new StringBuilder();
        for (byte b : bytes.toArray()) {
            if (b >= ' ' && b < 127 && b != '\\') line.append((char) b);
            else appendEscaped(line, b);
        }
        return line.toString();
    }
}
