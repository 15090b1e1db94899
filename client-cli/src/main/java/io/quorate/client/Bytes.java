package io.quorate.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** An immutable string of bytes, a key or a value, ordered as unsigned bytes. */
public final class Bytes implements Comparable<Bytes> {

    /** No bytes. */
    public static final Bytes EMPTY = new Bytes(ByteString.EMPTY);

    private final ByteString bytes;

    private Bytes(ByteString bytes) {
        this.bytes = bytes;
    }

    /** A copy of an array. */
    public static Bytes copyOf(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(ByteString.copyFrom(array));
    }

    /** An array as it is: the caller must not change it afterwards. */
    public static Bytes wrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(UnsafeByteOperations.unsafeWrap(array));
    }

    /** The UTF-8 form of a text. */
    public static Bytes utf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static Bytes of(ByteString bytes) {
        return bytes.isEmpty() ? EMPTY : new Bytes(bytes);
    }

    ByteString byteString() {
        return bytes;
    }

    /** These bytes, and others behind them. */
    Bytes concat(Bytes others) {
        return of(bytes.concat(others.bytes));
    }

    /** How many bytes. */
    public int size() {
        return bytes.size();
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return bytes.isEmpty();
    }

    /** A copy of the bytes. */
    public byte[] toArray() {
        return bytes.toByteArray();
    }

    /** The text, if the bytes are valid UTF-8. */
    public Optional<String> text() {
        try {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            return Optional.of(decoder.decode(bytes.asReadOnlyByteBuffer()).toString());
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
    }

    /**
     * The least key that is greater than every key with these bytes as prefix; {@link #EMPTY} if
     * there is none, which as the end of a range means no end.
     */
    public Bytes prefixEnd() {
        byte[] array = toArray();
        for (int i = array.length - 1; i >= 0; i--) {
            if (array[i] == (byte) 0xFF) continue;
            array[i]++;
            return wrap(Arrays.copyOf(array, i + 1));
        }
        return EMPTY;
    }

    @Override
    public int compareTo(Bytes other) {
        return ByteString.unsignedLexicographicalComparator().compare(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && bytes.equals(that.bytes);
    }

    @Override
    public int hashCode() {
        return bytes.hashCode();
    }

    /** The bytes in hexadecimal, for messages; long strings are cut. */
    @Override
    public String toString() {
        int shown = Math.min(size(), 32);
        ByteBuffer head = bytes.substring(0, shown).asReadOnlyByteBuffer();
        byte[] array = new byte[shown];
        head.get(array);
        String hex = HexFormat.of().formatHex(array);
        return shown == size() ? hex : hex + "...(" + size() + " bytes)";
    }
}
