package io.quorate.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;

import io.quorate.client.core.Floors;
import io.quorate.v1.GroupFloor;
import io.quorate.v1.SessionFloors;
import io.quorate.v1.SessionToken;
import io.quorate.v1.VectorFloor;

import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * What a session has seen and done, to be carried to another client, process or language: a few
 * numbers under a checksum. Immutable. Its text is letters, digits, {@code -}, {@code _} and {@code
 * .}, on one line.
 */
public final class Token {

    /** Of a session that begins: it demands nothing. */
    public static final Token NONE = new Token(Floors.NONE);

    /** How the text form begins: what it is, and its version. */
    private static final String PREFIX = "q1.";

    /** The longest text that is read; a token is far shorter. */
    private static final int TEXT_MAX = 96 << 10;

    private final Floors floors;
    private final ByteString bytes;

    private Token(Floors floors) {
        this.floors = floors;
        this.bytes = floors.isNone() ? ByteString.EMPTY : encode(floors);
    }

    /** Of what a session has met. */
    public static Token of(Floors floors) {
        return floors.isNone() ? NONE : new Token(floors);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if it is no token, or was cut or mangled on its way
     */
    public static Token parse(String text) {
        String trimmed = text.strip();
        if (!trimmed.startsWith(PREFIX)) throw mangled("it does not begin with " + PREFIX);
        if (trimmed.length() > TEXT_MAX) throw mangled("it is too long");
        return of(decode(trimmed.substring(PREFIX.length())));
    }

    private static ByteString decode(String encoded) {
        try {
            return ByteString.copyFrom(Base64.getUrlDecoder().decode(encoded));
        } catch (IllegalArgumentException noBase64) {
            throw mangled("it is no base64, or cut short");
        }
    }

    /** Reads what a header or a file holds. */
    static Token of(ByteString bytes) {
        if (bytes.isEmpty()) return NONE;
        try {
            SessionToken sealed = SessionToken.parseFrom(bytes);
            if (sealed.getCrc32C() != crc(sealed.getFloors())) {
                throw mangled("its checksum is of something else");
            }
            return of(decode(SessionFloors.parseFrom(sealed.getFloors())));
        } catch (InvalidProtocolBufferException cut) {
            throw mangled("it is cut short");
        }
    }

    private static IllegalArgumentException mangled(String why) {
        return new IllegalArgumentException("this is no session token: " + why);
    }

    private static Floors decode(SessionFloors floors) {
        SortedMap<Integer, Floors.Floor> groups = new TreeMap<>();
        for (GroupFloor group : floors.getGroupsList()) {
            if (group.getRead() < 0 || group.getWrite() < 0) throw mangled("a floor over 2^63");
            groups.put(group.getGroup(), new Floors.Floor(group.getRead(), group.getWrite()));
        }
        SortedMap<String, SortedMap<String, Long>> vectors = new TreeMap<>();
        for (VectorFloor vector : floors.getVectorsList()) {
            vectors.put(vector.getKeyspace(), new TreeMap<>(vector.getCountersMap()));
        }
        return new Floors(floors.getClusterId(), floors.getEpoch(), groups, vectors);
    }

    private static ByteString encode(Floors floors) {
        var message =
                SessionFloors.newBuilder()
                        .setClusterId(floors.clusterId())
                        .setEpoch(floors.epoch());
        floors.groups()
                .forEach(
                        (group, floor) ->
                                message.addGroups(
                                        GroupFloor.newBuilder()
                                                .setGroup(group)
                                                .setRead(floor.read())
                                                .setWrite(floor.write())));
        floors.vectors()
                .forEach(
                        (keyspace, counters) ->
                                message.addVectors(
                                        VectorFloor.newBuilder()
                                                .setKeyspace(keyspace)
                                                .putAllCounters(counters)));
        ByteString content = message.build().toByteString();
        return SessionToken.newBuilder()
                .setFloors(content)
                .setCrc32C(crc(content))
                .build()
                .toByteString();
    }

    private static int crc(ByteString content) {
        var crc = new CRC32C();
        crc.update(content.asReadOnlyByteBuffer());
        return (int) crc.getValue();
    }

    /**
     * The token of whoever has met all that either of two sessions has.
     *
     * @throws IllegalArgumentException if they are of two clusters, or of before and after a
     *     restore
     */
    public Token merge(Token other) {
        return of(floors.join(other.floors));
    }

    /** What it says. */
    public Floors floors() {
        return floors;
    }

    /** What goes into a request. */
    ByteString bytes() {
        return bytes;
    }

    /** For people: one line. */
    public String words() {
        if (floors.isNone()) return "a session that has met nothing yet";
        var words = new StringBuilder();
        words.append(String.format("a session of cluster %016x", floors.clusterId()));
        if (floors.epoch() > 0) words.append(", restored ").append(floors.epoch()).append(" times");
        floors.groups()
                .forEach(
                        (group, floor) ->
                                words.append(": it has seen revision ")
                                        .append(floor.read())
                                        .append(" and written revision ")
                                        .append(floor.write()));
        if (!floors.vectors().isEmpty()) {
            words.append("; keyspaces without a leader: ").append(floors.vectors());
        }
        return words.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Token token && floors.equals(token.floors);
    }

    @Override
    public int hashCode() {
        return floors.hashCode();
    }

    /** The text form, which {@link #parse} reads. */
    @Override
    public String toString() {
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }
}
