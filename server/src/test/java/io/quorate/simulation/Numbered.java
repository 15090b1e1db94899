package io.quorate.simulation;

import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;

/**
 * How a registered client numbers a write, however often it sends it.
 *
 * @param by whose write it is
 * @param client its id by then
 */
record Numbered(Registrant by, long client, long sequence, long lowestUnanswered) {

    Command once(Command.Write change) {
        return new Command.Once(client, sequence, lowestUnanswered, CommandCodec.encode(change));
    }

    @Override
    public String toString() {
        return "sequence " + sequence + " of client " + client;
    }
}
