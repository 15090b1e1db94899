package io.quorate.cli.bench;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** As much of etcd's v3 protocol (etcdserverpb) as a comparison needs, written out by hand. */
final class EtcdMessages {

    static final MethodDescriptor<byte[], Reply> PUT = method("etcdserverpb.KV/Put");
    static final MethodDescriptor<byte[], Reply> RANGE = method("etcdserverpb.KV/Range");
    static final MethodDescriptor<byte[], Reply> STATUS = method("etcdserverpb.Maintenance/Status");

    /** Field numbers that PutResponse, RangeResponse and StatusResponse share or that differ. */
    private static final int HEADER = 1;

    private static final int HEADER_MEMBER_ID = 2;
    private static final int RANGE_KVS = 2;
    private static final int KV_VALUE = 5;
    private static final int STATUS_LEADER = 4;

    private EtcdMessages() {}

    /**
     * What is read of a reply.
     *
     * @param memberId who answered
     * @param leader of a status: who leads
     * @param value of a range: the value of its last key; empty if it holds none
     */
    record Reply(long memberId, long leader, byte[] value) {}

    static byte[] put(byte[] key, byte[] value) {
        int size =
                CodedOutputStream.computeByteArraySize(1, key)
                        + CodedOutputStream.computeByteArraySize(2, value);
        return message(
                size,
                out -> {
                    out.writeByteArray(1, key);
                    out.writeByteArray(2, value);
                });
    }

    static byte[] range(byte[] key, boolean serializable) {
        int size = CodedOutputStream.computeByteArraySize(1, key) + (serializable ? 2 : 0);
        return message(
                size,
                out -> {
                    out.writeByteArray(1, key);
                    if (serializable) out.writeBool(7, true);
                });
    }

    private interface Fields {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(int size, Fields fields) {
        byte[] message = new byte[size];
        try {
            var out = CodedOutputStream.newInstance(message);
            fields.writeTo(out);
            out.checkNoSpaceLeft();
            return message;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static MethodDescriptor<byte[], Reply> method(String name) {
        boolean ofKv = name.contains(".KV/");
        return MethodDescriptor.<byte[], Reply>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(name)
                .setRequestMarshaller(new Requests())
                .setResponseMarshaller(new Replies(ofKv))
                .build();
    }

    private static final class Requests implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] message) {
            return new Message(message);
        }

        @Override
        public byte[] parse(InputStream stream) {
            throw new UnsupportedOperationException("a client reads no requests");
        }
    }

    /** Lets gRPC copy the message once, as it does for generated ones. */
    private static final class Message extends ByteArrayInputStream
            implements Drainable, KnownLength {

        Message(byte[] message) {
            super(message);
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            int length = count - pos;
            target.write(buf, pos, length);
            pos = count;
            return length;
        }
    }

    private record Replies(boolean ofKv) implements MethodDescriptor.Marshaller<Reply> {

        @Override
        public InputStream stream(Reply reply) {
            throw new UnsupportedOperationException("a client writes no replies");
        }

        @Override
        public Reply parse(InputStream stream) {
            try {
                return read(CodedInputStream.newInstance(stream));
            } catch (IOException malformed) {
                throw new UncheckedIOException(malformed);
            }
        }

        private Reply read(CodedInputStream in) throws IOException {
            long memberId = 0;
            long leader = 0;
            byte[] value = {};
            for (int tag; (tag = in.readTag()) != 0; ) {
                int field = WireFormat.getTagFieldNumber(tag);
                if (field == HEADER) {
                    memberId = varintWithin(in, HEADER_MEMBER_ID);
                } else if (ofKv && field == RANGE_KVS) {
                    value = bytesWithin(in, KV_VALUE);
                } else if (!ofKv && field == STATUS_LEADER) {
                    leader = in.readUInt64();
                } else {
                    in.skipField(tag);
                }
            }
            return new Reply(memberId, leader, value);
        }

        private static long varintWithin(CodedInputStream in, int wanted) throws IOException {
            int limit = in.pushLimit(in.readRawVarint32());
            long found = 0;
            for (int tag; (tag = in.readTag()) != 0; ) {
                if (WireFormat.getTagFieldNumber(tag) == wanted) found = in.readUInt64();
                else in.skipField(tag);
            }
            in.popLimit(limit);
            return found;
        }

        private static byte[] bytesWithin(CodedInputStream in, int wanted) throws IOException {
            int limit = in.pushLimit(in.readRawVarint32());
            byte[] found = {};
            for (int tag; (tag = in.readTag()) != 0; ) {
                if (WireFormat.getTagFieldNumber(tag) == wanted) found = in.readByteArray();
                else in.skipField(tag);
            }
            in.popLimit(limit);
            return found;
        }
    }
}
