/** Digests on the wire between members. Start with {@link DigestCodec}. */
package io.quorate.adapter.grpc.digest;
