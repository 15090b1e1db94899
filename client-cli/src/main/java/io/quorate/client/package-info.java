/**
 * The Java client. It finds the leader, follows hints, retries what may be retried, and says of
 * every failure what became of the operation. It must not know kvctl nor the server.
 *
 * <p>Start reading at {@link io.quorate.client.KvClient}; the rules are in {@code client.core}, and
 * what drives them is {@code Call}. All calls of a client run on its one event loop.
 */
package io.quorate.client;
