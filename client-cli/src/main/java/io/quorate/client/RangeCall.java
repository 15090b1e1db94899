package io.quorate.client;

import io.grpc.ClientCall;
import io.quorate.client.core.CallMachine;
import io.quorate.client.core.Input;
import io.quorate.client.core.Sent;
import io.quorate.v1.KvGrpc;
import io.quorate.v1.RangeRequest;
import io.quorate.v1.RangeResponse;

/** A call that is answered in pages, each asked for when the one before it has been taken. */
final class RangeCall extends Call<RangeRequest, RangeResponse> {

    private static final Input CUT_SHORT = new Input.Broken(Sent.MAYBE, "the last page is missing");
    private static final Input PAGE_ARRIVED = new Input.PageArrived();

    /** Takes the pages, on the event loop. */
    interface Sink {

        /** Pages come from the first one on; if there were any before, they do not count. */
        void begun();

        /** A page. True: it is with the caller, and the range cannot be begun anew. */
        boolean page(RangePage page);

        /** The last page has come. */
        void ended();

        /** The range has failed. */
        void failed(KvException why);
    }

    private final Sink sink;
    private ClientCall<RangeRequest, RangeResponse> attempt;
    private RangePage newest;

    RangeCall(Core core, RangeRequest request, CallMachine machine, Sink sink) {
        super(core, KvGrpc.getRangeMethod(), request, machine);
        this.sink = sink;
    }

    @Override
    void begun(ClientCall<RangeRequest, RangeResponse> newAttempt) {
        attempt = newAttempt;
        newest = null;
        sink.begun();
    }

    @Override
    public void onMessage(RangeResponse message) {
        newest = Wire.page(message);
        if (sink.page(newest)) step(System.nanoTime(), PAGE_ARRIVED);
        else attempt.request(1);
    }

    /** The caller has taken the page and wants the next. */
    void wantPage(long timeoutNanos) {
        long now = System.nanoTime();
        step(now, new Input.PageWanted(now + timeoutNanos));
        attempt.request(1);
    }

    @Override
    Input ended() {
        boolean whole = newest != null && newest.last();
        return whole ? new Input.Answered(newest.header().node()) : CUT_SHORT;
    }

    @Override
    void succeeded() {
        sink.ended();
    }

    @Override
    void failed(KvException why) {
        sink.failed(why);
    }
}
