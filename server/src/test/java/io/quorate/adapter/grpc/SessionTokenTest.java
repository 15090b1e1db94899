package io.quorate.adapter.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.quorate.client.core.Floors;
import io.quorate.client.core.Floors.Place;
import io.quorate.client.core.Guarantee;
import io.quorate.core.session.Floor;
import io.quorate.v1.ErrorDetail;
import io.quorate.v1.ErrorReason;
import io.quorate.v1.GroupFloor;
import io.quorate.v1.SessionFloors;
import io.quorate.v1.SessionGuarantee;
import io.quorate.v1.SessionToken;
import io.quorate.v1.VectorFloor;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/** What a server believes of a token, and that it reads it as the client's rules do. */
final class SessionTokenTest {

    private static final long CLUSTER = 0xC1057E4L;

    private static ByteString sealed(SessionFloors.Builder floors) {
        ByteString content = floors.build().toByteString();
        var crc = new CRC32C();
        crc.update(content.toByteArray());
        return SessionToken.newBuilder()
                .setFloors(content)
                .setCrc32C((int) crc.getValue())
                .build()
                .toByteString();
    }

    private static SessionFloors.Builder floors(long epoch, long read, long write) {
        return SessionFloors.newBuilder()
                .setClusterId(CLUSTER)
                .setEpoch(epoch)
                .addGroups(GroupFloor.newBuilder().setGroup(1).setRead(read).setWrite(write));
    }

    private static SessionFloors content(ByteString token) {
        try {
            return SessionFloors.parseFrom(SessionToken.parseFrom(token).getFloors());
        } catch (InvalidProtocolBufferException malformed) {
            throw new AssertionError(malformed);
        }
    }

    private static ErrorReason refused(ByteString token) {
        var status = assertThrows(StatusRuntimeException.class, () -> Token.read(token, CLUSTER));
        try {
            var rpc = StatusProto.fromThrowable(status);
            return rpc.getDetails(0).unpack(ErrorDetail.class).getReason();
        } catch (InvalidProtocolBufferException malformed) {
            throw new AssertionError(malformed);
        }
    }

    @Test
    void whatWasCutOrMangledIsInvalid() {
        ByteString token = sealed(floors(0, 5, 9));
        for (int length = 1; length < token.size(); length++) {
            assertEquals(ErrorReason.INVALID, refused(token.substring(0, length)), length + "");
        }
        for (int bit = 0; bit < 8 * token.size(); bit++) {
            byte[] mangled = token.toByteArray();
            mangled[bit / 8] ^= (byte) (1 << bit % 8);
            assertEquals(ErrorReason.INVALID, refused(ByteString.copyFrom(mangled)), "bit " + bit);
        }
        assertEquals(
                ErrorReason.INVALID, refused(ByteString.copyFrom(new byte[Token.BYTES_MAX + 1])));
    }

    @Test
    void whatNoTokenSaysIsInvalidUnderTheRightChecksumToo() {
        var twice = floors(0, 5, 9).addGroups(GroupFloor.newBuilder().setGroup(1));
        assertEquals(ErrorReason.INVALID, refused(sealed(twice)));
        assertEquals(ErrorReason.INVALID, refused(sealed(floors(0, -5, 9))));
        assertEquals(ErrorReason.INVALID, refused(sealed(floors(0, 5, -9))));
        assertEquals(ErrorReason.INVALID, refused(sealed(floors(-1, 5, 9))));
        var vectors = floors(0, 5, 9);
        for (int i = 0; i < Token.VECTORS_MAX; i++) {
            vectors.addVectors(VectorFloor.newBuilder().setKeyspace("k" + i));
        }
        Token.read(sealed(vectors), CLUSTER);
        vectors.addVectors(VectorFloor.newBuilder().setKeyspace("one more"));
        assertEquals(ErrorReason.INVALID, refused(sealed(vectors)));
    }

    @Test
    void aTokenOfAnotherClusterIsForeign() {
        assertEquals(
                ErrorReason.FOREIGN_TOKEN,
                refused(sealed(floors(0, 5, 9).setClusterId(CLUSTER + 1))));
    }

    @Test
    void theRefusalOfABadTokenSaysThatNothingWasDone() {
        ByteString cut = sealed(floors(0, 5, 9)).substring(1);
        var status = assertThrows(StatusRuntimeException.class, () -> Token.read(cut, CLUSTER));
        assertEquals(Status.Code.INVALID_ARGUMENT, status.getStatus().getCode());
    }

    /** Everything that the server does not look at goes back as it came. */
    @Test
    void vectorsAndOtherGroupsGoBackAsTheyCame() {
        var before =
                floors(0, 5, 9)
                        .addGroups(GroupFloor.newBuilder().setGroup(2).setRead(4))
                        .addVectors(
                                VectorFloor.newBuilder().setKeyspace("carts").putCounters("n1", 3));
        Token token = Token.read(sealed(before), CLUSTER);
        SessionFloors after = content(token.afterWrite(new Floor(0, 12)));
        assertEquals(before.getVectorsList(), after.getVectorsList());
        assertEquals(before.getGroups(1), after.getGroups(1));
        assertEquals(12, after.getGroups(0).getWrite());
    }

    /** The client merges, the server compares: both by the same rules. */
    @Test
    void theServerDemandsAndAddsWhatTheClientsRulesDo() {
        for (long seed = 0; seed < 300; seed++) {
            var random = new SplittableRandom(seed);
            Floors client = Floors.NONE;
            Token server = Token.read(ByteString.EMPTY, CLUSTER);
            for (int i = 0; i < 10; i++) {
                var place = new Place(CLUSTER, 3, 1 + random.nextLong(50));
                var floor = new Floor(3, place.revision());
                boolean isRead = random.nextBoolean();
                client = isRead ? client.afterRead(place) : client.afterWrite(place);
                ByteString next = isRead ? server.afterRead(floor) : server.afterWrite(floor);
                server = Token.read(next, CLUSTER);
                GroupFloor group = content(next).getGroups(0);
                assertEquals(
                        client.groups().get(Floors.FIRST_GROUP),
                        new Floors.Floor(group.getRead(), group.getWrite()),
                        "seed " + seed);
                Set<Guarantee> asked = EnumSet.of(Guarantee.values()[random.nextInt(4)]);
                asked.add(Guarantee.values()[random.nextInt(4)]);
                assertEquals(
                        new Floor(3, client.demand(Floors.FIRST_GROUP, asked)),
                        server.demand(onTheWire(asked)),
                        "seed " + seed);
            }
            assertEquals(
                    server.demand(onTheWire(EnumSet.allOf(Guarantee.class))),
                    server.demand(List.of()),
                    "none named is all");
        }
    }

    private static List<SessionGuarantee> onTheWire(Set<Guarantee> guarantees) {
        List<SessionGuarantee> named = new ArrayList<>();
        for (Guarantee each : guarantees) named.add(SessionGuarantee.valueOf(each.name()));
        return named;
    }
}
