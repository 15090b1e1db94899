package io.quorate.replica.digest;

import io.quorate.core.engine.PeerMessage;
import io.quorate.core.state.DigestReport.Said;

/**
 * A member tells the leader what its state comes to.
 *
 * @param index the entry that left it so
 */
public record DigestMessage(long index, Said said) implements PeerMessage {

    @Override
    public int bytes() {
        return 64;
    }
}
