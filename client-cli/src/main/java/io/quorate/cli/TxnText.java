package io.quorate.cli;

import io.quorate.client.Bytes;
import io.quorate.client.Compare;
import io.quorate.client.Compare.Field;
import io.quorate.client.Compare.Relation;
import io.quorate.client.Keys;
import io.quorate.client.Txn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A transaction as people write it: {@code if} and its compares, {@code then} and {@code else} and
 * their operations, a statement a line or behind a semicolon. {@code kvctl txn --help} shows it.
 */
final class TxnText {

    /** What cannot be read, with where it is. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        Unreadable(int line, String why) {
            super("line " + line + ": " + why);
        }
    }

    private enum Section {
        IF,
        THEN,
        ELSE
    }

    private final List<Compare> compares = new ArrayList<>();
    private final List<Txn.Operation> success = new ArrayList<>();
    private final List<Txn.Operation> failure = new ArrayList<>();

    private TxnText() {}

    static Txn read(String text) throws Unreadable {
        return new TxnText().txn(TxnWords.statements(text));
    }

    private Txn txn(List<TxnWords.Statement> statements) throws Unreadable {
        Section section = Section.THEN;
        Section last = Section.IF;
        for (TxnWords.Statement statement : statements) {
            int from = 0;
            String first = statement.word(0);
            if (first.equals("if") || first.equals("then") || first.equals("else")) {
                section = Section.valueOf(first.toUpperCase(Locale.ROOT));
                if (section.compareTo(last) < 0) {
                    throw unreadable(statement, "'" + first + "' comes too late");
                }
                last = section;
                from = 1;
            }
            if (from == statement.size()) continue;
            switch (section) {
                case IF -> compares.add(compare(statement, from));
                case THEN -> success.add(operation(statement, from));
                case ELSE -> failure.add(operation(statement, from));
            }
        }
        return new Txn(compares, success, failure);
    }

    private static Compare compare(TxnWords.Statement statement, int from) throws Unreadable {
        String target = statement.word(from);
        demandWords(statement, from, target.equals("exists") || target.equals("absent") ? 2 : 4);
        Bytes key = statement.bytes(from + 1);
        switch (target) {
            case "exists" -> {
                return Compare.exists(key);
            }
            case "absent" -> {
                return Compare.absent(key);
            }
            default -> {}
        }
        Relation relation =
                switch (statement.word(from + 2)) {
                    case "=" -> Relation.EQUAL;
                    case "!=" -> Relation.NOT_EQUAL;
                    case "<" -> Relation.LESS;
                    case ">" -> Relation.GREATER;
                    default ->
                            throw unreadable(
                                    statement,
                                    "'" + statement.word(from + 2) + "' is none of = != < >");
                };
        if (target.equals("value")) {
            return Compare.value(Keys.of(key), relation, statement.bytes(from + 3));
        }
        Field field =
                switch (target) {
                    case "version" -> Field.VERSION;
                    case "create" -> Field.CREATE_REVISION;
                    case "mod" -> Field.MOD_REVISION;
                    case "lease" -> Field.LEASE;
                    default ->
                            throw unreadable(
                                    statement,
                                    "'"
                                            + target
                                            + "' is none of value, version, create, mod, lease,"
                                            + " exists, absent");
                };
        return Compare.number(Keys.of(key), field, relation, number(statement, from + 3));
    }

    static long number(TxnWords.Statement statement, int at) throws Unreadable {
        String word = statement.word(at);
        try {
            long number = Long.parseLong(word);
            if (number >= 0) return number;
        } catch (NumberFormatException none) {
            throw unreadable(statement, "'" + word + "' is no number");
        }
        throw unreadable(statement, "'" + word + "' is negative");
    }

    private static Txn.Operation operation(TxnWords.Statement statement, int from)
            throws Unreadable {
        String verb = statement.word(from);
        int words = statement.size() - from;
        boolean ofPrefix = words > 1 && statement.word(from + 1).equals("--prefix");
        switch (verb) {
            case "put" -> {
                boolean leased = words == 5 && statement.word(from + 1).equals("--lease");
                if (!leased) demandWords(statement, from, 3);
                int key = leased ? from + 3 : from + 1;
                long lease = leased ? number(statement, from + 2) : 0;
                return Txn.put(statement.bytes(key), statement.bytes(key + 1), lease);
            }
            case "get" -> {
                demandWords(statement, from, 2);
                return Txn.read(Keys.of(statement.bytes(from + 1)));
            }
            case "delete" -> {
                if (words == 2) return Txn.delete(Keys.of(statement.bytes(from + 1)));
                demandWords(statement, from, 3);
                return Txn.delete(keys(statement, from, ofPrefix));
            }
            case "range" -> {
                return Txn.read(TxnRange.read(statement, from));
            }
            default ->
                    throw unreadable(
                            statement, "'" + verb + "' is none of put, get, delete, range");
        }
    }

    private static Keys keys(TxnWords.Statement statement, int from, boolean ofPrefix) {
        return ofPrefix
                ? Keys.prefix(statement.bytes(from + 2))
                : Keys.between(statement.bytes(from + 1), statement.bytes(from + 2));
    }

    private static void demandWords(TxnWords.Statement statement, int from, int count)
            throws Unreadable {
        int found = statement.size() - from;
        if (found != count) {
            throw unreadable(
                    statement,
                    "'" + statement.word(from) + "' has " + found + " words, not " + count);
        }
    }

    static Unreadable unreadable(TxnWords.Statement statement, String why) {
        return new Unreadable(statement.line(), why);
    }
}
