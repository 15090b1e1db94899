package io.quorate.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of kvctl's shell as words, as {@code sh} would see them: they end at white space, {@code
 * '...'} is taken as it is, a backslash takes the next character as it is, but in {@code "..."} a
 * quote or a backslash alone; what begins with {@code #} is a comment. Nothing is substituted.
 */
final class ShellWords {

    /** A quote is open at the end, or nothing follows a backslash. */
    static final class Unfinished extends Exception {

        private static final long serialVersionUID = 1L;

        Unfinished(String message) {
            super(message);
        }
    }

    private final String line;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int at;

    private ShellWords(String line) {
        this.line = line;
    }

    static List<String> of(String line) throws Unfinished {
        var split = new ShellWords(line);
        while (split.at < line.length()) split.step(line.charAt(split.at++));
        split.end();
        return List.copyOf(split.words);
    }

    private void step(char c) throws Unfinished {
        switch (c) {
            case '\'' -> quoted(c);
            case '"' -> quoted(c);
            case '\\' -> take(next("nothing follows the backslash"));
            case '#' -> {
                if (inWord) take(c);
                else at = line.length();
            }
            default -> {
                if (Character.isWhitespace(c)) end();
                else take(c);
            }
        }
    }

    private void quoted(char quote) throws Unfinished {
        inWord = true;
        while (true) {
            char c = next("a quote is open: " + quote);
            if (c == quote) return;
            boolean escapes =
                    quote == '"'
                            && c == '\\'
                            && at < line.length()
                            && "\"\\".indexOf(line.charAt(at)) >= 0;
            take(escapes ? line.charAt(at++) : c);
        }
    }

    private char next(String lacking) throws Unfinished {
        if (at == line.length()) throw new Unfinished(lacking);
        return line.charAt(at++);
    }

    private void take(char c) {
        inWord = true;
        word.append(c);
    }

    private void end() {
        if (inWord) words.add(word.toString());
        word.setLength(0);
        inWord = false;
    }
}
