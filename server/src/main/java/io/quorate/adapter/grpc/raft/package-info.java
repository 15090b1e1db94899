/**
 * Translates the messages of {@code core.raft} to {@code quorate.peer.v1} and back, and refuses
 * what cannot stand for one. It must not know connections, threads or what a message leads to.
 * Start at {@link io.quorate.adapter.grpc.raft.RaftCodec}.
 */
package io.quorate.adapter.grpc.raft;
