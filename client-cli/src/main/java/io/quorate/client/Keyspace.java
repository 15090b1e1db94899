package io.quorate.client;

/**
 * A keyspace as it stands.
 *
 * @param id never given to another
 * @param createdRevision the revision that its creation made; 0 of the default one
 * @param keys live ones
 * @param bytes of them and their values
 * @param keysMax how many keys it may hold; 0: any number
 * @param bytesMax how many bytes it may hold; 0: any number
 * @param valueBytesMax how many bytes one value may have; 0: as many as any
 */
public record Keyspace(
        String name,
        long id,
        long createdRevision,
        long keys,
        long bytes,
        long keysMax,
        long bytesMax,
        long valueBytesMax) {}
