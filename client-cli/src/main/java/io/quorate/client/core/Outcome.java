package io.quorate.client.core;

/** What became of an operation that ended in an error. There is no fourth case. */
public enum Outcome {
    /** It did not take effect and never will: it may be sent again. */
    NOT_DONE,
    /** It took effect, although its answer is an error. */
    DONE,
    /** It may have taken effect, or may still take effect. */
    UNKNOWN
}
