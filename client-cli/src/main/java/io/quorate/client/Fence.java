package io.quorate.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;

import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * A lock that is held, as proof to whoever is asked for something under it: the key by which it is
 * held and the revision that created that key. Quorate itself takes it as {@link
 * RequestOptions#withFence}. Other systems can compare {@link #createRevision}, which is higher for
 * each later holder. Its text is letters, digits, {@code -}, {@code _} and {@code .}, on one line.
 *
 * @param keyspace the keyspace of the key; empty: the default one
 * @param createRevision at least 1
 */
public record Fence(String keyspace, Bytes key, long createRevision) {

    /** How the text form begins: what it is, and its version. */
    private static final String PREFIX = "f1.";

    /** The longest text that is read: of the longest key. */
    private static final int TEXT_MAX = 16 << 10;

    public Fence {
        if (createRevision < 1) throw new IllegalArgumentException("revision " + createRevision);
    }

    static Fence of(io.quorate.v1.Fence message) {
        return new Fence(
                message.getKeyspace(), Bytes.of(message.getKey()), message.getCreateRevision());
    }

    io.quorate.v1.Fence message() {
        return io.quorate.v1.Fence.newBuilder()
                .setKeyspace(keyspace)
                .setKey(key.byteString())
                .setCreateRevision(createRevision)
                .build();
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if it is no fence, or was cut or mangled on its way
     */
    public static Fence parse(String text) {
        String trimmed = text.strip();
        if (!trimmed.startsWith(PREFIX)) throw mangled("it does not begin with " + PREFIX);
        if (trimmed.length() > TEXT_MAX) throw mangled("it is too long");
        byte[] sealed = decoded(trimmed.substring(PREFIX.length()));
        if (sealed.length < Integer.BYTES) throw mangled("it is cut short");
        var message = ByteString.copyFrom(sealed, Integer.BYTES, sealed.length - Integer.BYTES);
        if (!ByteString.copyFrom(sealed, 0, Integer.BYTES).equals(checksum(message))) {
            throw mangled("its checksum is of something else");
        }
        try {
            return of(io.quorate.v1.Fence.parseFrom(message));
        } catch (InvalidProtocolBufferException cut) {
            throw mangled("it is cut short");
        }
    }

    private static byte[] decoded(String encoded) {
        try {
            return Base64.getUrlDecoder().decode(encoded);
        } catch (IllegalArgumentException noBase64) {
            throw mangled("it is no base64, or cut short");
        }
    }

    private static IllegalArgumentException mangled(String why) {
        return new IllegalArgumentException("this is no fence: " + why);
    }

    private static ByteString checksum(ByteString message) {
        var crc = new CRC32C();
        crc.update(message.asReadOnlyByteBuffer());
        int value = (int) crc.getValue();
        return ByteString.copyFrom(
                new byte[] {
                    (byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value
                });
    }

    /** The text form. */
    @Override
    public String toString() {
        ByteString message = message().toByteString();
        byte[] sealed = checksum(message).concat(message).toByteArray();
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }
}
