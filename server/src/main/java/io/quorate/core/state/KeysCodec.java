package io.quorate.core.state;

import io.quorate.core.Bytes;

/** The form of {@link Keys} in a command: {@code keyspace, key} or {@code keyspace, start, end}. */
final class KeysCodec {

    private KeysCodec() {}

    static void write(RowWriter to, Keys keys) {
        to.varint(keys.keyspace());
        switch (keys) {
            case Keys.One one -> to.sized(one.key());
            case Keys.Range range -> to.sized(range.start()).sized(range.endOrEmpty());
        }
    }

    static Keys.One readOne(RowReader from) {
        int keyspace = from.intVarint();
        return new Keys.One(keyspace, from.sized());
    }

    static Keys.Range readRange(RowReader from) {
        int keyspace = from.intVarint();
        Bytes start = from.sized();
        return new Keys.Range(keyspace, start, from.sized());
    }
}
