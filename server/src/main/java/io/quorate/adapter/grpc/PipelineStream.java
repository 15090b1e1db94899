package io.quorate.adapter.grpc;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.replica.Standing;
import io.quorate.v1.PipelineOperation;
import io.quorate.v1.PipelineRequest;
import io.quorate.v1.PipelineResponse;

import java.util.ArrayDeque;
import java.util.Optional;

/**
 * One stream of batches. Its operations are put to the replica in the order sent; a read waits
 * until the writes before it are done, and a write until the reads before it are, so that each
 * takes effect in its place. What is done in one turn is answered together when the turn is over.
 * On the loop.
 */
final class PipelineStream implements StreamObserver<PipelineRequest> {

    /** How many operations a batch may hold. */
    static final int BATCH_OPERATIONS_MAX = 1_024;

    /** Beyond so many unanswered operations nothing more is read from the stream. */
    static final int UNANSWERED_OPERATIONS_MAX = 4_096;

    /** Beyond so many bytes of unanswered requests nothing more is read from the stream. */
    static final int UNANSWERED_BYTES_MAX = 4 << 20;

    /** Beyond so many bytes of results that the client has not taken, nothing more is looked up. */
    private static final int RESULT_BYTES_MAX = 4 << 20;

    /** How many operations whose results may be large are under way at once. */
    private static final int LARGE_MAX = 16;

    /** A response is sent when it has so many bytes, whatever else is done. */
    private static final int RESPONSE_BYTES = 1 << 20;

    private final Pipelines pipelines;
    private final ServerCallStreamObserver<PipelineResponse> call;

    /** What is not begun, and behind it nothing is: in the order sent. */
    private final ArrayDeque<PipelineStep> waiting = new ArrayDeque<>();

    /** What is begun and has not been answered, in the order sent. */
    private final ArrayDeque<PipelineStep> begun = new ArrayDeque<>();

    /** What is begun and may read, but has no room for what it would find, in the order sent. */
    private final ArrayDeque<PipelineGet> held = new ArrayDeque<>();

    private int reads;
    private int writes;
    private int large;
    private int unansweredBytes;
    private long resultBytes;
    private long sentBytes;
    private boolean isAsking;
    private boolean isResuming;
    private boolean isFlushDue;
    private boolean hasClientEnded;
    private boolean isOver;
    private Optional<StatusRuntimeException> end = Optional.empty();

    PipelineStream(Pipelines pipelines, ServerCallStreamObserver<PipelineResponse> call) {
        this.pipelines = pipelines;
        this.call = call;
    }

    Pipelines pipelines() {
        return pipelines;
    }

    void begin() {
        call.disableAutoRequest();
        call.setOnReadyHandler(this::goOn);
        call.setOnCancelHandler(this::over);
        ask();
    }

    /** Ends a stream that never began. */
    void refuse(StatusRuntimeException why) {
        isOver = true;
        call.onError(why);
    }

    @Override
    public void onNext(PipelineRequest batch) {
        isAsking = false;
        if (isOver || end.isPresent()) return;
        int count = batch.getOperationsCount();
        if (count == 0 || count > BATCH_OPERATIONS_MAX) {
            endWith(
                    Failures.invalid(
                            "a batch holds 1 to "
                                    + BATCH_OPERATIONS_MAX
                                    + " operations, not "
                                    + count));
            return;
        }
        for (PipelineOperation operation : batch.getOperationsList()) {
            PipelineStep step = pipelines.step(this, operation);
            unansweredBytes += step.requestBytes();
            waiting.add(step);
        }
        goOn();
    }

    /** The client is gone; gRPC tells the handler of cancelled calls too. */
    @Override
    public void onError(Throwable gone) {
        over();
    }

    @Override
    public void onCompleted() {
        hasClientEnded = true;
        flushLater();
    }

    /** Begins what may begin, and reads on if there is room. */
    private void goOn() {
        if (isOver) return;
        resume();
        while (end.isEmpty()
                && !waiting.isEmpty()
                && isNamed(waiting.peek())
                && mayBegin(waiting.peek())) {
            begin(waiting.poll());
        }
        ask();
    }

    /** Whether the keyspace of the next is known. If not, it is looked for. */
    private static boolean isNamed(PipelineStep next) {
        if (!(next instanceof PipelineNaming naming)) return true;
        naming.begin();
        return false;
    }

    /** What the next is, now that it is known whether there is a keyspace of its name. */
    void named(PipelineStep next) {
        if (isOver || end.isPresent()) return;
        waiting.poll();
        waiting.addFirst(next);
        goOn();
    }

    private boolean mayBegin(PipelineStep next) {
        boolean hasItsTurn =
                switch (next.effect()) {
                    case READS -> writes == 0;
                    case WRITES -> reads == 0;
                    case NONE -> true;
                };
        return hasItsTurn && (!next.mayAnswerMuch() || (large < LARGE_MAX && hasRoom()));
    }

    private void begin(PipelineStep step) {
        count(step, 1);
        begun.add(step);
        step.begin();
    }

    private void count(PipelineStep step, int change) {
        switch (step.effect()) {
            case READS -> reads += change;
            case WRITES -> writes += change;
            case NONE -> {}
        }
        if (step.mayAnswerMuch()) large += change;
    }

    private void ask() {
        boolean hasRoomForMore =
                begun.size() + waiting.size() < UNANSWERED_OPERATIONS_MAX
                        && unansweredBytes < UNANSWERED_BYTES_MAX
                        && call.isReady();
        if (isAsking || isOver || end.isPresent() || hasClientEnded || !hasRoomForMore) return;
        isAsking = true;
        call.request(1);
    }

    /** Whether another result may be looked up. */
    private boolean hasRoom() {
        if (call.isReady()) sentBytes = 0;
        return sentBytes + resultBytes < RESULT_BYTES_MAX;
    }

    /** A get may read now. What is held comes first: a later read must not show less. */
    void served(PipelineGet get, KeyValueMachine state, Standing standing) {
        if (isOver) return;
        boolean isHead = held.peek() == get;
        if (isHead) isResuming = false;
        if (get.mayBeHeld() && (!hasRoom() || !(isHead || held.isEmpty()))) {
            if (!isHead) held.add(get);
            return;
        }
        if (isHead) held.poll();
        get.read(state, standing);
        while (isHead && !held.isEmpty() && hasRoom()) held.poll().read(state, standing);
    }

    private void resume() {
        if (held.isEmpty() || isResuming || !hasRoom()) return;
        isResuming = true;
        held.peek().resume();
    }

    /** A step has its result. */
    void done(PipelineStep step) {
        if (held.peek() == step) {
            held.poll();
            isResuming = false;
        }
        count(step, -1);
        resultBytes += step.result().getSerializedSize();
        flushLater();
    }

    /** Nothing more is begun; when what is begun has been answered the stream ends so. */
    void endWith(StatusRuntimeException why) {
        if (end.isPresent()) return;
        end = Optional.of(why);
        waiting.clear();
        flushLater();
    }

    private void flushLater() {
        if (isFlushDue || isOver) return;
        isFlushDue = true;
        pipelines.loop().execute(this::flush);
    }

    private void flush() {
        isFlushDue = false;
        if (isOver) return;
        var response = PipelineResponse.newBuilder();
        long bytes = 0;
        var answered = new Answered();
        while (!begun.isEmpty() && begun.peek().isDone()) {
            PipelineStep step = begun.poll();
            unansweredBytes -= step.requestBytes();
            response.addResults(step.result());
            answered.add(step);
            bytes += step.result().getSerializedSize();
            if (bytes >= RESPONSE_BYTES) {
                send(response.build(), bytes);
                response.clear();
                bytes = 0;
            }
        }
        if (response.getResultsCount() > 0) send(response.build(), bytes);
        answered.tell(pipelines.calls());
        goOn();
        if (begun.isEmpty() && waiting.isEmpty()) endIfDue();
    }

    private void send(PipelineResponse response, long bytes) {
        if (call.isReady()) sentBytes = 0;
        resultBytes -= bytes;
        sentBytes += bytes;
        call.onNext(response);
    }

    private void endIfDue() {
        if (isOver) return;
        if (end.isPresent()) {
            call.onError(PipelineFailures.endingWith(end.get()));
            over();
        } else if (hasClientEnded) {
            call.onCompleted();
            over();
        }
    }

    private void over() {
        if (isOver) return;
        isOver = true;
        waiting.clear();
        held.clear();
        pipelines.ended();
    }
}
