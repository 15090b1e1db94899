/**
 * Whether replicas that should be alike are: what their states come to is compared through the log,
 * and each reads its own rows from time to time. Deterministic, over ports; it knows no engine and
 * no database. Start with {@link io.quorate.replica.digest.Digests}; the hash itself is {@link
 * io.quorate.core.state.Digest}.
 */
package io.quorate.replica.digest;
