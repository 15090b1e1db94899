package io.quorate.adapter.http;

import java.util.Locale;

/** Writes one JSON value, field by field, in the order of the calls. */
public final class JsonText {

    private final StringBuilder text = new StringBuilder();
    private boolean first = true;

    /** Begins an object that is a list's element, or the whole. */
    public JsonText object() {
        separate();
        return begin('{');
    }

    /** Begins an object under a name. */
    public JsonText object(String name) {
        name(name);
        return begin('{');
    }

    /** Begins a list under a name. */
    public JsonText list(String name) {
        name(name);
        return begin('[');
    }

    private JsonText begin(char bracket) {
        text.append(bracket);
        first = true;
        return this;
    }

    /** Ends the innermost object. */
    public JsonText end() {
        return end('}');
    }

    /** Ends the innermost list. */
    public JsonText endList() {
        return end(']');
    }

    private JsonText end(char bracket) {
        text.append(bracket);
        first = false;
        return this;
    }

    /** A text. */
    public JsonText field(String name, String value) {
        name(name);
        quote(value);
        return this;
    }

    /** A whole number. */
    public JsonText field(String name, long value) {
        name(name);
        text.append(value);
        return this;
    }

    /** A yes or no. */
    public JsonText field(String name, boolean value) {
        name(name);
        text.append(value);
        return this;
    }

    /** A number with decimals; null, if it is none. */
    public JsonText field(String name, double value) {
        name(name);
        text.append(Double.isFinite(value) ? String.format(Locale.ROOT, "%.6f", value) : "null");
        return this;
    }

    private void separate() {
        if (!first) text.append(',');
        first = false;
    }

    private void name(String name) {
        separate();
        quote(name);
        text.append(':');
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') text.append('\\').append(c);
            else if (c < 0x20 || c == 0x2028 || c == 0x2029 || c == '<' || c == 0x7f) {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
