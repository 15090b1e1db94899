/**
 * The Raft engine: a pure machine that keeps the contract of {@code core.engine}. Each file owns
 * one part of a server's state and names the sections of the paper that it implements; {@code
 * docs/raft.md} has the table from the paper to the code and says where this engine differs.
 *
 * <p>It must not know other engines, the state machine, the journal, gRPC, a clock or a thread.
 * Start at {@link io.quorate.core.raft.RaftEngine}, then {@code RaftState}, {@code Election},
 * {@code Following} and {@code Replication}.
 */
package io.quorate.core.raft;
