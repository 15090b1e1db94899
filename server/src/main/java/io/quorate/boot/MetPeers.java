package io.quorate.boot;

import io.quorate.core.NodeId;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalLong;

/** The data directory's memory of peers, as the handshake asks for it. */
final class MetPeers implements io.quorate.adapter.grpc.KnownPeers {

    private final KnownPeers known;

    MetPeers(KnownPeers known) {
        this.known = known;
    }

    /** A first meeting is written down before it is answered; it happens once for each peer. */
    @Override
    public Optional<Long> meet(NodeId peer, long incarnation) {
        OptionalLong before = known.incarnationOf(peer);
        if (before.isPresent()) {
            long met = before.getAsLong();
            return met == incarnation ? Optional.empty() : Optional.of(met);
        }
        try {
            known.record(peer, incarnation);
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remember peer " + peer, e);
        }
    }
}
