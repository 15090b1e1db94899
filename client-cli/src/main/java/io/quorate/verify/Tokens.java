package io.quorate.verify;

import java.util.HexFormat;

/** Lines of words with one space between; any text can be a word. */
final class Tokens {

    private static final String NOTHING = "%_";

    private Tokens() {}

    /** Puts a line together. */
    static final class Writer {

        private final StringBuilder line = new StringBuilder();

        Writer word(String word) {
            if (!line.isEmpty()) line.append(' ');
            line.append(word);
            return this;
        }

        Writer number(long number) {
            return word(Long.toString(number));
        }

        Writer text(String text) {
            if (text.isEmpty()) return word(NOTHING);
            word("");
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (isPlain(c)) line.append(c);
                else line.append('%').append(HexFormat.of().toHexDigits((byte) c));
            }
            return this;
        }

        private static boolean isPlain(char c) {
            return c > ' ' && c != '%' && c != 0x7F;
        }

        String line() {
            return line.append('\n').toString();
        }
    }

    /** Takes a line apart. Whatever is not as expected is an {@link IllegalArgumentException}. */
    static final class Reader {

        private final String line;
        private int at;

        Reader(String line) {
            this.line = line;
        }

        String word() {
            if (at > line.length()) throw new IllegalArgumentException("the line ends too soon");
            int space = line.indexOf(' ', at);
            int end = space < 0 ? line.length() : space;
            String word = line.substring(at, end);
            at = end + 1;
            return word;
        }

        long number() {
            return Long.parseLong(word());
        }

        int integer() {
            return Integer.parseInt(word());
        }

        String text() {
            String word = word();
            if (word.equals(NOTHING)) return "";
            if (word.isEmpty()) throw new IllegalArgumentException("two spaces in a row");
            if (word.indexOf('%') < 0) return word;
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < word.length(); i++) {
                char c = word.charAt(i);
                if (c != '%') {
                    text.append(c);
                    continue;
                }
                if (i + 2 >= word.length()) throw new IllegalArgumentException("a lone percent");
                text.append((char) HexFormat.fromHexDigits(word, i + 1, i + 3));
                i += 2;
            }
            return text.toString();
        }

        void expectEnd() {
            if (at <= line.length()) throw new IllegalArgumentException("the line goes on");
        }
    }
}
