package io.quorate.adapter.grpc;

import io.quorate.replica.Arrival;
import io.quorate.replica.ReadAnswer;
import io.quorate.replica.Standing;
import io.quorate.v1.ResponseHeader;

/** What a read asks for: how it is put to the replica, and the receipt of its answer. */
sealed interface ReadLevel {

    ReadLevel LINEARIZABLE = new Now(Arrival.Level.LINEARIZABLE);
    ReadLevel EVENTUAL = new Now(Arrival.Level.EVENTUAL);

    /** The request that puts it to the replica. */
    Arrival.Request read(ReadAnswer answer);

    /** The receipt of an answer. */
    ResponseHeader header(Headers headers, Standing standing);

    /** The state as it is now. */
    record Now(Arrival.Level level) implements ReadLevel {

        @Override
        public Arrival.Request read(ReadAnswer answer) {
            return new Arrival.Read(level, answer);
        }

        @Override
        public ResponseHeader header(Headers headers, Standing standing) {
            return headers.ofRead(standing, level);
        }
    }

    /** The state as it was at a revision. */
    record AtRevision(long revision) implements ReadLevel {

        @Override
        public Arrival.Request read(ReadAnswer answer) {
            return new Arrival.ReadPast(revision, answer);
        }

        @Override
        public ResponseHeader header(Headers headers, Standing standing) {
            return headers.ofReadAt(standing, revision);
        }
    }
}
