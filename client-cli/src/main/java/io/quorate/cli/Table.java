package io.quorate.cli;

import java.util.ArrayList;
import java.util.List;

/** A table of text, its columns as wide as they must be; coloured only on a terminal. */
final class Table {

    /** How a row is meant. */
    enum Tone {
        PLAIN(""),
        GOOD("\u001b[32m"),
        BAD("\u001b[31m");

        private final String colour;

        Tone(String colour) {
            this.colour = colour;
        }
    }

    private record Row(Tone tone, List<String> cells) {}

    private static final String PLAIN_AGAIN = "\u001b[0m";

    private final List<Row> rows = new ArrayList<>();

    Table(String... titles) {
        rows.add(new Row(Tone.PLAIN, List.of(titles)));
    }

    /** Adds a row; the last cell may stand for all the columns that are left. */
    void row(Tone tone, String... cells) {
        rows.add(new Row(tone, List.of(cells)));
    }

    void print(Streams streams) throws Streams.BrokenStream {
        int columns = rows.getFirst().cells().size();
        int[] widths = new int[columns];
        for (Row row : rows) {
            for (int i = 0; i < row.cells().size(); i++) {
                boolean spans = i == row.cells().size() - 1 && i < columns - 1;
                if (!spans) widths[i] = Math.max(widths[i], row.cells().get(i).length());
            }
        }
        for (Row row : rows) {
            String line = line(row, widths);
            boolean coloured = streams.colours() && row.tone() != Tone.PLAIN;
            streams.line(coloured ? row.tone().colour + line + PLAIN_AGAIN : line);
        }
    }

    private static String line(Row row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < row.cells().size(); i++) {
            String cell = row.cells().get(i);
            line.append(cell);
            if (i < row.cells().size() - 1) line.repeat(' ', widths[i] - cell.length() + 2);
        }
        return line.toString().stripTrailing();
    }
}
