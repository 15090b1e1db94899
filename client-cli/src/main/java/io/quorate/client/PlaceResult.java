package io.quorate.client;

/**
 * A place in a lock's queue.
 *
 * @param isFirst whether it holds the lock
 */
record PlaceResult(Header header, Fence fence, boolean isFirst) implements Answer {}
