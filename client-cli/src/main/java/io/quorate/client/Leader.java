package io.quorate.client;

/**
 * Who leads.
 *
 * @param value what it says
 * @param fence of its leadership; of two leaders the later one's has the higher revision
 * @param modRevision the revision at which it said so
 */
public record Leader(Bytes value, Fence fence, long modRevision) {}
