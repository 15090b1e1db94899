package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.List;

/**
 * Rows of the past that nobody can ask for any more.
 *
 * @param from the first change
 * @param next the change behind the last
 * @param ways the rows of HISTORY that lead to these changes
 * @param rows how many changes there are
 */
public record ForgottenPage(ChangeId from, ChangeId next, List<Bytes> ways, int rows) {

    public ForgottenPage {
        ways = List.copyOf(ways);
    }
}
