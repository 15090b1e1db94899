package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.List;

/** What a log entry can ask of the state machine. */
public sealed interface Command extends Operation {

    /** Stores a value under a key. */
    record Put(int keyspace, Bytes key, Bytes value, Previous previous) implements Command {

        /** One that does not ask for the previous version. */
        public Put(int keyspace, Bytes key, Bytes value) {
            this(keyspace, key, value, Previous.LEFT_OUT);
        }
    }

    /** Removes the keys that exist. */
    record Delete(Keys keys, Previous previous) implements Command {

        /** The removal of one key that does not ask for its last version. */
        public Delete(int keyspace, Bytes key) {
            this(new Keys.One(keyspace, key), Previous.LEFT_OUT);
        }
    }

    /**
     * Does one of two lists of operations, as one change: all of them or, if the command is
     * refused, none. Each sees those before it; all that they change has one revision.
     *
     * @param compares what must hold of the state before, every one, for the first list to be done
     */
    record Txn(List<Compare> compares, List<Operation> success, List<Operation> failure)
            implements Command {}
}
