package io.quorate.simulation;

import io.quorate.core.state.Objection;

/** Learns of every write that is carried out. */
interface TrueListener {

    /** An operation has put its value. */
    void tookEffect(long operation, long revision);

    /**
     * A transaction is done, whatever it came to.
     *
     * @param reply what its caller has to be told
     */
    void carriedOut(long operation, Operation.Reply reply);

    /** A change is not done. */
    void refused(long operation, Objection why);

    /** A compare held of what a leader of an earlier term wrote. */
    void heldAfterFailover();
}
