package io.quorate.replica.snapshot;

import io.quorate.core.Bytes;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What names a content: its SHA-256. Gathers bytes; for one thread. */
public final class ContentHash {

    /** How many bytes a hash has. */
    public static final int BYTES = 32;

    private final MessageDigest digest;

    public ContentHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** Takes what remains in the buffer. */
    public void add(ByteBuffer content) {
        digest.update(content);
    }

    /** Takes bytes. */
    public void add(Bytes content) {
        digest.update(content.array(), content.arrayOffset(), content.size());
    }

    /** The hash of all that was taken; what is taken next begins another. */
    public Bytes take() {
        return Bytes.wrap(digest.digest());
    }

    static Bytes of(Bytes content) {
        var hash = new ContentHash();
        hash.add(content);
        return hash.take();
    }

    /** The whole hash in hexadecimal digits. */
    public static String hex(Bytes hash) {
        return HexFormat.of().formatHex(hash.toArray());
    }
}
