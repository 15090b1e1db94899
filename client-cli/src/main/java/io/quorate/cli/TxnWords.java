package io.quorate.cli;

import io.quorate.client.Bytes;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a transaction's text into statements and words. A word ends at white space; {@code '...'}
 * is taken as it is, and in {@code "..."} a backslash stands before a quote, a backslash, {@code
 * n}, {@code t} or {@code xNN}. Parentheses and {@code = != < >} outside of quotes are words of
 * their own in compares; {@code #} begins a comment.
 */
final class TxnWords {

    /**
     * Words that belong together.
     *
     * @param line where it begins, from 1
     */
    record Statement(int line, List<String> words) {

        int size() {
            return words.size();
        }

        String word(int at) {
            return words.get(at);
        }

        /** A key or a value. */
        Bytes bytes(int at) {
            return Subcommand.bytes(words.get(at));
        }
    }

    private final String text;
    private final List<Statement> statements = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private List<String> words = new ArrayList<>();
    private int at;
    private int line = 1;
    private boolean inWord;
    private boolean isQuoted;
    private boolean inCompares;

    private TxnWords(String text) {
        this.text = text;
    }

    static List<Statement> statements(String text) throws TxnText.Unreadable {
        var split = new TxnWords(text);
        while (split.at < text.length()) split.step();
        split.endStatement();
        return split.statements;
    }

    private void step() throws TxnText.Unreadable {
        char c = text.charAt(at);
        switch (c) {
            case '\n', ';' -> {
                endStatement();
                if (c == '\n') line++;
                at++;
            }
            case ' ', '\t', '\r' -> {
                endWord();
                at++;
            }
            case '#' -> {
                if (inWord) take(c);
                else while (at < text.length() && text.charAt(at) != '\n') at++;
            }
            case '\'' -> single();
            case '"' -> quoted();
            default -> {
                if (inCompares && "()=!<>".indexOf(c) >= 0) sign(c);
                else take(c);
            }
        }
    }

    private void take(char c) {
        word.append(c);
        inWord = true;
        at++;
    }

    /** A sign of a compare. The parentheses around its key say no more than its place. */
    private void sign(char c) {
        endWord();
        at++;
        if (c == '(' || c == ')') return;
        boolean isNotEqual = c == '!' && at < text.length() && text.charAt(at) == '=';
        if (isNotEqual) at++;
        words.add(isNotEqual ? "!=" : String.valueOf(c));
    }

    private void single() throws TxnText.Unreadable {
        int end = text.indexOf('\'', at + 1);
        if (end < 0) throw new TxnText.Unreadable(line, "a ' is not closed");
        isQuoted = true;
        append(text.substring(at + 1, end));
        at = end + 1;
    }

    private void append(String part) {
        word.append(part);
        line += (int) part.chars().filter(c -> c == '\n').count();
        inWord = true;
    }

    private void quoted() throws TxnText.Unreadable {
        int begun = line;
        at++;
        inWord = true;
        isQuoted = true;
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at++);
            if (c == '\\') escaped();
            else append(String.valueOf(c));
        }
        if (at == text.length()) throw new TxnText.Unreadable(begun, "a \" is not closed");
        at++;
    }

    private void escaped() throws TxnText.Unreadable {
        char c = at < text.length() ? text.charAt(at++) : ' ';
        switch (c) {
            case '"', '\\' -> word.append(c);
            case 'n' -> word.append('\n');
            case 't' -> word.append('\t');
            case 'x' -> hexadecimal();
            default -> throw new TxnText.Unreadable(line, "unknown escape \\" + c);
        }
    }

    private void hexadecimal() throws TxnText.Unreadable {
        int end = Math.min(at + 2, text.length());
        try {
            int value = Integer.parseUnsignedInt(text.substring(at, end), 16);
            word.append(Arguments.string(new byte[] {(byte) value}));
            at = end;
        } catch (NumberFormatException none) {
            throw new TxnText.Unreadable(line, "\\x is not followed by two hexadecimal digits");
        }
    }

    private void endWord() {
        if (!inWord) return;
        String ended = word.toString();
        boolean wasQuoted = isQuoted;
        word.setLength(0);
        inWord = false;
        isQuoted = false;
        boolean beginsList = !wasQuoted && (ended.equals("then") || ended.equals("else"));
        if (beginsList) {
            endStatement();
            inCompares = false;
        }
        if (!wasQuoted && words.isEmpty() && ended.equals("if")) inCompares = true;
        words.add(ended);
    }

    private void endStatement() {
        endWord();
        if (words.isEmpty()) return;
        statements.add(new Statement(line, List.copyOf(words)));
        words = new ArrayList<>();
    }
}
