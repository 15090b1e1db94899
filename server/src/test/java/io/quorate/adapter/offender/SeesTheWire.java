package io.quorate.adapter.offender;

import io.quorate.peer.v1.PeerFrame;

public record SeesTheWire(PeerFrame frame) {}
