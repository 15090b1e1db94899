package io.quorate.simulation;

/** The process ends here, in the middle of what it does. Nothing in production catches it. */
final class ProcessEnds extends Error {

    private static final long serialVersionUID = 1L;

    ProcessEnds() {
        super("the process ends", null, false, false);
    }
}
