package io.quorate.client;

import java.util.Optional;

/** What a revision did to one key. */
public sealed interface KeyChange {

    /** The key. */
    Bytes key();

    /** What the change ended; empty if the key did not exist, or if that was not asked for. */
    Optional<KeyValue> previous();

    /** It was stored. */
    record Put(KeyValue kv, Optional<KeyValue> previous) implements KeyChange {

        @Override
        public Bytes key() {
            return kv.key();
        }
    }

    /** It was removed. */
    record Delete(Bytes key, Optional<KeyValue> previous) implements KeyChange {}
}
