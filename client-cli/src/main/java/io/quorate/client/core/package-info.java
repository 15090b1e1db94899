/**
 * The rules of the client, pure: which endpoint a call asks, what it does with each answer, when it
 * asks again, and what it may claim became of the operation. No clock, no chance but a generator
 * given in, no thread, no I/O; it must not know gRPC, Netty or protobuf, nor payloads.
 *
 * <p>Start reading at {@link io.quorate.client.core.CallMachine}: one per call. All calls of a
 * client share one {@link io.quorate.client.core.Routing}, what the client knows of the cluster.
 * Both are owned by one thread.
 */
package io.quorate.client.core;
