package io.quorate.adapter.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;

import io.quorate.core.engine.GroupId;
import io.quorate.core.session.Floor;
import io.quorate.v1.GroupFloor;
import io.quorate.v1.SessionFloors;
import io.quorate.v1.SessionGuarantee;
import io.quorate.v1.SessionToken;

import java.util.Collection;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/**
 * A session's token as a request brought it, and as the answer carries it back. What it says of
 * quorum keyspaces, or of what later versions know, goes back as it came.
 */
final class Token {

    /** The most bytes of a token: floors of all groups and 16 vectors are far below. */
    static final int BYTES_MAX = 64 << 10;

    /** The most quorum keyspaces of one token. */
    static final int VECTORS_MAX = 16;

    private final SessionFloors floors;
    private final GroupFloor group;

    private Token(SessionFloors floors) {
        this.floors = floors;
        this.group =
                floors.getGroupsList().stream()
                        .filter(Token::isOfThisGroup)
                        .findFirst()
                        .orElse(GroupFloor.getDefaultInstance());
    }

    private static boolean isOfThisGroup(GroupFloor floor) {
        return floor.getGroup() == GroupId.FIRST.value();
    }

    /**
     * Reads a token; an empty one is of a session that begins.
     *
     * @param clusterId the cluster that it must be of
     */
    static Token read(ByteString bytes, long clusterId) {
        if (bytes.isEmpty()) {
            return new Token(SessionFloors.newBuilder().setClusterId(clusterId).build());
        }
        SessionFloors floors = floors(bytes);
        if (floors.getClusterId() != clusterId) {
            throw Failures.foreignToken(floors.getClusterId(), clusterId);
        }
        return new Token(floors);
    }

    private static SessionFloors floors(ByteString bytes) {
        if (bytes.size() > BYTES_MAX) throw mangled("it has " + bytes.size() + " bytes");
        try {
            SessionToken sealed = SessionToken.parseFrom(bytes);
            if (sealed.getCrc32C() != crc(sealed.getFloors())) {
                throw mangled("its checksum is of something else");
            }
            SessionFloors floors = SessionFloors.parseFrom(sealed.getFloors());
            checkSound(floors);
            return floors;
        } catch (InvalidProtocolBufferException cut) {
            throw mangled("it is cut short, or no token");
        }
    }

    /** A checksum says that nothing was changed on the way, not that it was right before. */
    private static void checkSound(SessionFloors floors) {
        var groups = new TreeSet<Integer>();
        for (GroupFloor group : floors.getGroupsList()) {
            if (!groups.add(group.getGroup())) throw mangled("it names a group twice");
            if (group.getRead() < 0 || group.getWrite() < 0) throw mangled("a floor over 2^63");
        }
        if (floors.getEpoch() < 0) throw mangled("an epoch over 2^63");
        if (floors.getVectorsCount() > VECTORS_MAX) {
            throw mangled("it has vectors of more than " + VECTORS_MAX + " keyspaces");
        }
    }

    private static RuntimeException mangled(String why) {
        return Failures.invalid("this is no session token that can be believed: " + why);
    }

    /** What a read under these guarantees must have reached; of none, under all of them. */
    Floor demand(Collection<SessionGuarantee> guarantees) {
        boolean all = guarantees.isEmpty();
        long revision = 0;
        if (all || guarantees.contains(SessionGuarantee.READ_YOUR_WRITES)) {
            revision = Math.max(revision, group.getWrite());
        }
        if (all || guarantees.contains(SessionGuarantee.MONOTONIC_READS)) {
            revision = Math.max(revision, group.getRead());
        }
        return new Floor(floors.getEpoch(), revision);
    }

    /** Whether nothing was read or written in it yet, so that any state is as good. */
    boolean isNew() {
        return floors.getGroupsCount() == 0 && floors.getEpoch() == 0;
    }

    /** The token of a session that has read this too. */
    ByteString afterRead(Floor shown) {
        return sealed(shown, Math.max(group.getRead(), shown.revision()), group.getWrite());
    }

    /** The token of a session that has made this too. */
    ByteString afterWrite(Floor made) {
        return sealed(made, group.getRead(), Math.max(group.getWrite(), made.revision()));
    }

    /** The token of a session that has seen and made this. */
    ByteString afterBoth(Floor met) {
        long read = Math.max(group.getRead(), met.revision());
        return sealed(met, read, Math.max(group.getWrite(), met.revision()));
    }

    private ByteString sealed(Floor now, long read, long write) {
        var next = floors.toBuilder().setEpoch(now.epoch()).clearGroups();
        next.addGroups(
                GroupFloor.newBuilder()
                        .setGroup(GroupId.FIRST.value())
                        .setRead(read)
                        .setWrite(write));
        for (GroupFloor other : floors.getGroupsList()) {
            if (!isOfThisGroup(other)) next.addGroups(other);
        }
        ByteString content = next.build().toByteString();
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
}
