package io.quorate.client;

import java.util.Optional;

/** Is told who leads, on the client's event loop, one thing at a time; must not block. */
public interface ElectionListener {

    /** Who leads now; empty: nobody does. */
    void leads(Optional<Leader> leader);

    /** Nothing comes any more. An observation that its owner closed ends so too. */
    void ended(KvException why);
}
