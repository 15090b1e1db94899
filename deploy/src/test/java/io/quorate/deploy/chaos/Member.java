package io.quorate.deploy.chaos;

import io.quorate.deploy.Pages;

/** One member of a cluster under test, as whoever tests it reaches and harms it. */
interface Member {

    /** Its id, as in n1. */
    String id();

    /** Where clients reach it: host:port. */
    String clientAddress();

    /** Its pages. */
    Pages pages();

    /** Whether its process is there, if only paused. */
    boolean isThere();

    /** Whether its journal has room, by its own account; also if it gives none. */
    default boolean hasRoom() {
        return pages().metric("quorate_disk_wal_full") == 0;
    }

    /** Deals a blow, and returns when it has come about. */
    void strike(Blow blow);

    /** Undoes a blow that was dealt; does not wait until the member is of use. */
    void mend(Blow blow);

    /** Its address among the members. */
    String address();

    /** What can befall its network. */
    NetworkFaults wires();

    /** From now on no packet of another member reaches it; its own still reach that one. */
    default void deafenTo(Member other) {
        wires().deafenTo(other.address());
    }

    /** Undoes that. */
    default void hearAgain(Member other) {
        wires().hearAgain(other.address());
    }
}
