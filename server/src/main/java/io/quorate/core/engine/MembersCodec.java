package io.quorate.core.engine;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Member.Standing;
import io.quorate.core.engine.Members.Phase;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The bytes of a membership. Numbers are big-endian, texts ASCII behind their length.
 *
 * <pre>
 *   format (1) = 2, phase (1), members (2), removed (2)
 *   each member: id (1 + n), address (2 + n), now (1), next (1), incarnation (8), 0 if not known
 *   each removed: id (1 + n)
 * </pre>
 *
 * <p>Format 1, which is read and not written any more, had no incarnations.
 */
public final class MembersCodec {

    private static final byte FORMAT = 2;
    private static final byte FORMAT_WITHOUT_INCARNATIONS = 1;
    private static final int HEAD_BYTES = 6;

    private MembersCodec() {}

    /** Equal memberships have equal bytes. */
    public static Bytes encode(Members members) {
        int size = HEAD_BYTES;
        for (Member member : members.members()) {
            size += 1 + member.id().name().length() + 2 + member.address().length() + 2 + 8;
        }
        for (NodeId id : members.removed()) size += 1 + id.name().length();
        ByteBuffer to = ByteBuffer.allocate(size);
        to.put(FORMAT).put(code(members.phase()));
        to.putShort((short) members.members().size());
        to.putShort((short) members.removed().size());
        for (Member member : members.members()) {
            put(to, member.id());
            to.putShort((short) member.address().length());
            to.put(member.address().getBytes(StandardCharsets.US_ASCII));
            to.put(code(member.now())).put(code(member.next()));
            to.putLong(member.incarnation().orElse(0));
        }
        for (NodeId id : members.removed()) put(to, id);
        return Bytes.wrap(to.array());
    }

    private static void put(ByteBuffer to, NodeId id) {
        to.put((byte) id.name().length());
        to.put(id.name().getBytes(StandardCharsets.US_ASCII));
    }

    /** What bytes from this node's own disk say; they were checked before. */
    public static Members decode(Bytes bytes) {
        return read(bytes).orElseThrow(() -> new InvariantViolation("not a membership: " + bytes));
    }

    /** What bytes from anywhere say; empty if they are no membership. */
    public static Optional<Members> read(Bytes bytes) {
        ByteBuffer from = ByteBuffer.wrap(bytes.array(), bytes.arrayOffset(), bytes.size());
        try {
            byte format = from.get();
            if (format != FORMAT && format != FORMAT_WITHOUT_INCARNATIONS) return Optional.empty();
            Phase phase = phase(from.get());
            int members = Short.toUnsignedInt(from.getShort());
            int removed = Short.toUnsignedInt(from.getShort());
            if (members > Members.MEMBERS_MAX || removed > Members.REMOVED_MAX) {
                return Optional.empty();
            }
            List<Member> list = new ArrayList<>(members);
            for (int i = 0; i < members; i++) list.add(member(from, format));
            List<NodeId> gone = new ArrayList<>(removed);
            for (int i = 0; i < removed; i++) gone.add(id(from));
            return from.hasRemaining()
                    ? Optional.empty()
                    : Optional.of(new Members(phase, list, gone));
        } catch (BufferUnderflowException | IllegalArgumentException bad) {
            return Optional.empty();
        }
    }

    private static Member member(ByteBuffer from, byte format) {
        NodeId id = id(from);
        String address = text(from, Short.toUnsignedInt(from.getShort()));
        Standing now = standing(from.get());
        Standing next = standing(from.get());
        long incarnation = format == FORMAT_WITHOUT_INCARNATIONS ? 0 : from.getLong();
        var known = incarnation == 0 ? OptionalLong.empty() : OptionalLong.of(incarnation);
        return new Member(id, address, known, now, next);
    }

    private static NodeId id(ByteBuffer from) {
        return new NodeId(text(from, Byte.toUnsignedInt(from.get())));
    }

    private static String text(ByteBuffer from, int length) {
        if (length > from.remaining()) throw new BufferUnderflowException();
        byte[] characters = new byte[length];
        from.get(characters);
        return new String(characters, StandardCharsets.US_ASCII);
    }

    private static byte code(Phase phase) {
        return switch (phase) {
            case SETTLED -> 1;
            case CATCHING_UP -> 2;
            case JOINT -> 3;
        };
    }

    private static Phase phase(byte code) {
        return switch (code) {
            case 1 -> Phase.SETTLED;
            case 2 -> Phase.CATCHING_UP;
            case 3 -> Phase.JOINT;
            default -> throw new IllegalArgumentException("phase " + code);
        };
    }

    private static byte code(Standing standing) {
        return switch (standing) {
            case VOTER -> 1;
            case LEARNER -> 2;
            case GONE -> 3;
        };
    }

    private static Standing standing(byte code) {
        return switch (code) {
            case 1 -> Standing.VOTER;
            case 2 -> Standing.LEARNER;
            case 3 -> Standing.GONE;
            default -> throw new IllegalArgumentException("standing " + code);
        };
    }
}
