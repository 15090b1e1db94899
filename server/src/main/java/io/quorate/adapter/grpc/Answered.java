package io.quorate.adapter.grpc;

import io.quorate.adapter.grpc.CallListener.Kind;

/**
 * What of a pipeline is answered at once. The first of each kind has waited longest, and its time
 * alone is told: a clock is looked at once for all.
 */
final class Answered {

    private int reads;
    private int writes;
    private long firstReadNanos;
    private long firstWriteNanos;

    /** Takes the next operation, in the order sent. */
    void add(PipelineStep step) {
        switch (step.effect()) {
            case READS -> {
                if (reads++ == 0) firstReadNanos = step.arrivedNanos();
            }
            case WRITES -> {
                if (writes++ == 0) firstWriteNanos = step.arrivedNanos();
            }
            case NONE -> {}
        }
    }

    /** Tells of all that was taken. */
    void tell(CallListener calls) {
        if (reads + writes == 0) return;
        long now = System.nanoTime();
        if (reads > 0) calls.pipelined(Kind.READ, reads, now - firstReadNanos);
        if (writes > 0) calls.pipelined(Kind.WRITE, writes, now - firstWriteNanos);
    }
}
