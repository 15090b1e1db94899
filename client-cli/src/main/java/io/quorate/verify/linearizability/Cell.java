package io.quorate.verify.linearizability;

/**
 * What a key holds.
 *
 * @param value empty if there is none
 * @param modRevision the revision that stored it; 0 if nobody was told
 */
record Cell(boolean exists, String value, long modRevision) {

    static final Cell ABSENT = new Cell(false, "", 0);

    static Cell of(String value, long modRevision) {
        return new Cell(true, value, modRevision);
    }

    @Override
    public String toString() {
        if (!exists) return "absent";
        return modRevision == 0 ? value : value + " of revision " + modRevision;
    }
}
