package io.quorate.adapter.grpc;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.quorate.replica.Failure;

/** Who asked for something, and hears once if it is not had. */
interface Asker {

    /** The replica could not do it. */
    void failed(Failure why);

    /** It breaks a rule, as the call's status says. */
    void refused(StatusRuntimeException why);

    /** A call, which ends so. */
    static Asker of(StreamObserver<?> call, Failures failures) {
        return new Asker() {
            @Override
            public void failed(Failure why) {
                Answers.fail(call, failures.of(why));
            }

            @Override
            public void refused(StatusRuntimeException why) {
                Answers.fail(call, why);
            }
        };
    }
}
