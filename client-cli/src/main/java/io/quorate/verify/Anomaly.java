package io.quorate.verify;

import java.util.List;

/**
 * Something that no correct store would have shown.
 *
 * @param name what it is called, the same for every one of its kind
 * @param explanation why it is one, in lines for people
 * @param operations those that show it together
 */
public record Anomaly(String name, String explanation, List<Operation> operations) {

    /** Copies the list. */
    public Anomaly {
        operations = List.copyOf(operations);
    }

    /** The explanation, then the operations, one a line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name).append(": ").append(explanation);
        for (Operation operation : operations) text.append("\n    ").append(operation);
        return text.toString();
    }
}
