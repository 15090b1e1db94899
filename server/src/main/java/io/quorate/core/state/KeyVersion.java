package io.quorate.core.state;

import io.quorate.core.Bytes;

/** A key and one version of it. */
public record KeyVersion(Bytes key, Version version) {

    /** What a key-value pair costs in a page beside its key and value, in bytes. */
    public static final int OVERHEAD_BYTES = 32;

    /** What the pair counts towards a page's size, in bytes. */
    public int bytes() {
        return OVERHEAD_BYTES + key.size() + version.value().size();
    }
}
