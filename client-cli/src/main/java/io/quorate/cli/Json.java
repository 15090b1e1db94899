package io.quorate.cli;

import io.quorate.client.Bytes;
import io.quorate.client.Consistency;
import io.quorate.client.Header;
import io.quorate.client.KeyValue;

import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/** Writes one JSON value, field by field, in the order of the calls. */
final class Json {

    private final StringBuilder text = new StringBuilder();
    private boolean first = true;

    /** Begins an object that is a list's element, or the whole. */
    Json object() {
        separate();
        text.append('{');
        first = true;
        return this;
    }

    /** Begins an object under a name. */
    Json object(String name) {
        name(name);
        text.append('{');
        first = true;
        return this;
    }

    /** Begins a list under a name. */
    Json list(String name) {
        name(name);
        text.append('[');
        first = true;
        return this;
    }

    /** A text that is a list's element. */
    Json value(String value) {
        separate();
        quote(value);
        return this;
    }

    /** Ends the innermost object. */
    Json end() {
        text.append('}');
        first = false;
        return this;
    }

    /** Ends the innermost list. */
    Json endList() {
        text.append(']');
        first = false;
        return this;
    }

    Json field(String name, String value) {
        name(name);
        quote(value);
        return this;
    }

    Json field(String name, long value) {
        name(name);
        text.append(value);
        first = false;
        return this;
    }

    Json field(String name, boolean value) {
        name(name);
        text.append(value);
        first = false;
        return this;
    }

    /** A number with so many decimals. */
    Json field(String name, double value, int decimals) {
        name(name);
        text.append(String.format(Locale.ROOT, "%." + decimals + "f", value));
        first = false;
        return this;
    }

    /** Bytes, in base64 always and as text if they are text. */
    Json field(String name, Bytes value) {
        object(name).field("base64", Base64.getEncoder().encodeToString(value.toArray()));
        value.text().ifPresent(words -> field("utf8", words));
        return end();
    }

    /** The receipt of an answer. */
    Json header(Header header) {
        object("header")
                .field("cluster_id", HexFormat.of().toHexDigits(header.clusterId()))
                .field("node", header.node())
                .field("term", header.term())
                .field("revision", header.revision());
        header.level().ifPresent(level -> field("level", level.toString()));
        header.level().ifPresent(this::staleness);
        return end();
    }

    private void staleness(Consistency level) {
        if (!(level instanceof Consistency.Bounded(Duration staleness))) return;
        field("staleness_ms", staleness.toMillis());
    }

    /** A key, its value and its history, as fields of the object that is open. */
    Json fields(KeyValue kv) {
        return field("key", kv.key())
                .field("value", kv.value())
                .field("create_revision", kv.createRevision())
                .field("mod_revision", kv.modRevision())
                .field("version", kv.version())
                .field("lease", kv.lease());
    }

    private void name(String name) {
        separate();
        quote(name);
        text.append(':');
        first = true;
    }

    private void separate() {
        if (!first) text.append(',');
        first = false;
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ' || Character.isSurrogate(c) && !isPaired(value, i)) {
                        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
        first = false;
    }

    private static boolean isPaired(String value, int i) {
        char c = value.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1));
        }
        return i > 0 && Character.isHighSurrogate(value.charAt(i - 1));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
