/**
 * The event loop that drives a replica: one Netty event loop a node, which runs gRPC, the replica's
 * turns and the apply. A turn runs as a task after the reads of the loop's iteration, so that
 * batches form by themselves. It must not know what the arrivals mean, nor any other adapter.
 */
package io.quorate.adapter.loop;
