package io.quorate.replica.snapshot;

/** Bytes that are no manifest: forged, damaged or of a later version. */
public final class MalformedManifest extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedManifest(String what) {
        super(what);
    }
}
