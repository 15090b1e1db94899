package io.quorate.verify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * A history as text: a first line that names the format, then one line an event, in their order. An
 * operation without a last line is unknown, so a file that was cut short is still a history.
 *
 * <pre>
 * quorate-history 1
 * i 0 3 0 0 1200 put k1 v17        operation 0, client 3, session, sequence, nanoseconds
 * e 0 1900 ok 88 stored            operation 0, nanoseconds, outcome, revision, answer
 * i 1 4 0 0 2000 get k1 linearizable
 * e 1 2100 unknown
 * </pre>
 *
 * Tokens are separated by one space; in them, space, percent and control characters are percent and
 * two hexadecimal digits, and nothing at all is {@code %_}.
 */
public final class HistoryText {

    private static final String FORMAT = "quorate-history 1";

    private record Line(long event, String text) {}

    private HistoryText() {}

    /**
     * Writes a history.
     *
     * @throws UncheckedIOException if the target cannot take it
     */
    public static void write(History history, Appendable target) {
        try {
            target.append(FORMAT).append('\n');
            var ends = new PriorityQueue<Line>(Comparator.comparingLong(Line::event));
            for (Operation operation : history.operations()) {
                while (!ends.isEmpty() && ends.peek().event() < operation.invoked()) {
                    target.append(ends.remove().text());
                }
                target.append(begin(operation));
                if (operation.endedNanos() == Operation.NEVER) continue;
                // When an unknown operation's client went on is not kept: only that it did.
                long event = operation.isUnknown() ? operation.invoked() : operation.completed();
                ends.add(new Line(event, end(operation)));
            }
            while (!ends.isEmpty()) target.append(ends.remove().text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String begin(Operation operation) {
        var line = new Tokens.Writer();
        line.word("i").number(operation.id()).number(operation.client());
        line.number(operation.session()).number(operation.sequence());
        line.number(operation.invokedNanos());
        OperationText.write(operation.invocation(), line);
        return line.line();
    }

    private static String end(Operation operation) {
        var line = new Tokens.Writer();
        line.word("e").number(operation.id()).number(operation.endedNanos());
        switch (operation.outcome()) {
            case Outcome.Ok(Response response, long revision) -> {
                line.word("ok").number(revision);
                OperationText.write(response, line);
            }
            case Outcome.Fail fail -> line.word("fail");
            case Outcome.Unknown unknown -> line.word("unknown");
        }
        return line.line();
    }

    /**
     * Reads a history.
     *
     * @throws IllegalArgumentException if it is not one; the message names the line
     * @throws UncheckedIOException if the source cannot be read
     */
    public static History read(BufferedReader source) {
        int number = 1;
        try {
            if (!FORMAT.equals(source.readLine())) {
                throw new IllegalArgumentException("it does not begin with " + FORMAT);
            }
            var reading = new Reading();
            for (String line = source.readLine(); line != null; line = source.readLine()) {
                number++;
                reading.line(new Tokens.Reader(line));
            }
            return reading.history();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
        }
    }

    /** Lines so far; an operation stands as unknown until its end is read. */
    private static final class Reading {

        private final List<Operation> operations = new ArrayList<>();
        private final Map<Integer, Integer> open = new TreeMap<>();
        private long event;

        void line(Tokens.Reader line) {
            String kind = line.word();
            switch (kind) {
                case "i" -> begin(line);
                case "e" -> end(line);
                default -> throw new IllegalArgumentException("no event is called " + kind);
            }
            line.expectEnd();
        }

        private void begin(Tokens.Reader line) {
            int id = line.integer();
            if (open.put(id, operations.size()) != null) {
                throw new IllegalArgumentException("operation " + id + " lasts already");
            }
            int client = line.integer();
            long session = line.number();
            long sequence = line.number();
            long nanos = line.number();
            operations.add(
                    new Operation(
                            id,
                            client,
                            session,
                            sequence,
                            OperationText.invocation(line),
                            event++,
                            Operation.NEVER,
                            nanos,
                            Operation.NEVER,
                            new Outcome.Unknown()));
        }

        private void end(Tokens.Reader line) {
            int id = line.integer();
            Integer place = open.remove(id);
            if (place == null)
                throw new IllegalArgumentException("operation " + id + " is not open");
            long nanos = line.number();
            Outcome outcome = outcome(line);
            long completed = outcome instanceof Outcome.Unknown ? Operation.NEVER : event;
            event++;
            Operation begun = operations.get(place);
            operations.set(
                    place,
                    new Operation(
                            id,
                            begun.client(),
                            begun.session(),
                            begun.sequence(),
                            begun.invocation(),
                            begun.invoked(),
                            completed,
                            begun.invokedNanos(),
                            nanos,
                            outcome));
        }

        private static Outcome outcome(Tokens.Reader line) {
            String word = line.word();
            return switch (word) {
                case "ok" -> {
                    long revision = line.number();
                    yield new Outcome.Ok(OperationText.response(line), revision);
                }
                case "fail" -> new Outcome.Fail();
                case "unknown" -> new Outcome.Unknown();
                default -> throw new IllegalArgumentException("no outcome is called " + word);
            };
        }

        History history() {
            return new History(operations);
        }
    }
}
