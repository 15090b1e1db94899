package io.quorate.cli;

import io.quorate.client.Keyspace;
import io.quorate.client.KeyspaceResult;

/** How keyspaces are told of. */
final class KeyspaceAnswers {

    private KeyspaceAnswers() {}

    static String words(Keyspace keyspace) {
        return keyspace.name()
                + ": "
                + of(keyspace.keys(), keyspace.keysMax(), " keys")
                + ", "
                + of(keyspace.bytes(), keyspace.bytesMax(), " bytes")
                + (keyspace.valueBytesMax() == 0
                        ? ""
                        : ", values of at most " + keyspace.valueBytesMax() + " bytes")
                + ", created at revision "
                + keyspace.createdRevision();
    }

    /** How many keys it holds. */
    static String keys(Keyspace keyspace) {
        return keyspace.keys() == 1 ? "1 key" : keyspace.keys() + " keys";
    }

    private static String of(long held, long max, String unit) {
        return max == 0 ? held + unit : held + " of " + max + unit;
    }

    /** One keyspace, for people or for scripts. */
    static String text(KeyspaceResult result, boolean isJson) {
        return isJson ? json(result) : words(result.keyspace());
    }

    static String json(KeyspaceResult result) {
        Json json = fields(new Json().object(), result.keyspace());
        return json.header(result.header()).end().toString();
    }

    static String json(Keyspace keyspace) {
        return fields(new Json().object(), keyspace).end().toString();
    }

    private static Json fields(Json json, Keyspace keyspace) {
        return json.field("name", keyspace.name())
                .field("id", keyspace.id())
                .field("created_revision", keyspace.createdRevision())
                .field("keys", keyspace.keys())
                .field("bytes", keyspace.bytes())
                .field("keys_max", keyspace.keysMax())
                .field("bytes_max", keyspace.bytesMax())
                .field("value_bytes_max", keyspace.valueBytesMax());
    }
}
