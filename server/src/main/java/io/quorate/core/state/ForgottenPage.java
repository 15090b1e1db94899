package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.List;

/**
 * Ways to changes that are to be removed: they go before the changes do.
 *
 * @param next the change behind the last
 * @param ways the rows of HISTORY that lead to the changes of the page
 * @param rows how many changes there are
 */
public record ForgottenPage(ChangeId next, List<Bytes> ways, int rows) implements Forgotten {

    public ForgottenPage {
        ways = List.copyOf(ways);
    }

    @Override
    public void remove(StoreBatch batch) {
        for (Bytes way : ways) batch.delete(Family.HISTORY, way);
    }
}
