package io.quorate.core.state;

/**
 * A stretch of changes to which no way leads any more.
 *
 * @param from the first change
 * @param to the change behind the last
 */
public record ForgottenStretch(ChangeId from, ChangeId to) implements Forgotten {

    @Override
    public void remove(StoreBatch batch) {
        batch.deleteRange(Family.CHANGES, Rows.change(from), Rows.change(to));
    }
}
