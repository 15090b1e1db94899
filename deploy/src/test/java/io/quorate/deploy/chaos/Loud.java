package io.quorate.deploy.chaos;

/** What cannot be tried on this machine is said aloud, so that nobody takes it for tested. */
final class Loud {

    private Loud() {}

    /**
     * Says what is left out, if it is.
     *
     * @param isPossible whether it is not
     * @param what it is, and what it takes
     */
    static void unless(boolean isPossible, String what) {
        if (!isPossible) System.err.println("\n**** NOT TESTED HERE: " + what + " ****\n");
    }
}
