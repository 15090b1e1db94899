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

    /** Deals a blow, and returns when it has come about. */
    void strike(Blow blow);

    /** Undoes a blow that was dealt; does not wait until the member is of use. */
    void mend(Blow blow);
}
