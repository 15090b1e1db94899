package io.quorate.adapter.grpc;

import com.google.protobuf.ByteString;

import io.quorate.core.InvariantViolation;
import io.quorate.core.state.KeyVersion;
import io.quorate.core.state.Outcome;
import io.quorate.replica.Standing;
import io.quorate.v1.DeleteResponse;
import io.quorate.v1.KeyValue;
import io.quorate.v1.PutResponse;
import io.quorate.v1.TxnDeleteResult;
import io.quorate.v1.TxnOperationResult;
import io.quorate.v1.TxnPutResult;
import io.quorate.v1.TxnReadResult;
import io.quorate.v1.TxnResponse;
import io.quorate.v1.TxnResult;

import java.util.List;
import java.util.Optional;

/** The outcomes of commands as answers to the requests that asked for them. */
final class WriteResponses {

    private final Headers headers;

    WriteResponses(Headers headers) {
        this.headers = headers;
    }

    PutResponse put(ByteString key, Outcome outcome, Standing standing, Optional<Token> session) {
        if (!(outcome instanceof Outcome.Put put)) throw unexpected("put", outcome);
        var response =
                PutResponse.newBuilder()
                        .setHeader(headers.ofWrite(standing, put.revision(), session));
        put.previous().ifPresent(version -> response.setPrevious(KvService.keyValue(key, version)));
        return response.build();
    }

    DeleteResponse delete(Outcome outcome, Standing standing, Optional<Token> session) {
        if (!(outcome instanceof Outcome.Deleted deleted)) throw unexpected("delete", outcome);
        return DeleteResponse.newBuilder()
                .setHeader(
                        deleted.count() > 0
                                ? headers.ofWrite(standing, deleted.revision(), session)
                                : headers.ofNoChange(standing, deleted.revision(), session))
                .setDeleted(deleted.count())
                .addAllPrevious(keyValues(deleted.previous()))
                .build();
    }

    TxnResponse txn(
            io.quorate.v1.Txn asked, Outcome outcome, Standing standing, Optional<Token> session) {
        if (!(outcome instanceof Outcome.Txn txn)) throw unexpected("transaction", outcome);
        return TxnResponse.newBuilder()
                .setHeader(headers.ofTxn(standing, txn.revision(), session))
                .setResult(result(asked, txn))
                .build();
    }

    /** The request is gone through beside its outcome: a put's previous version has no key. */
    private static TxnResult result(io.quorate.v1.Txn asked, Outcome.Txn done) {
        boolean succeeded = done.branch() == Outcome.Branch.SUCCESS;
        var operations = succeeded ? asked.getSuccessList() : asked.getFailureList();
        var result = TxnResult.newBuilder().setSucceeded(succeeded);
        for (int i = 0; i < operations.size(); i++) {
            var operation = operations.get(i);
            var each = TxnOperationResult.newBuilder();
            switch (done.results().get(i)) {
                case Outcome.Put put -> {
                    var previous = TxnPutResult.newBuilder();
                    ByteString key = operation.getPut().getKey();
                    put.previous()
                            .ifPresent(
                                    version ->
                                            previous.setPrevious(KvService.keyValue(key, version)));
                    each.setPut(previous);
                }
                case Outcome.Deleted deleted ->
                        each.setDelete(
                                TxnDeleteResult.newBuilder()
                                        .setDeleted(deleted.count())
                                        .addAllPrevious(keyValues(deleted.previous())));
                case Outcome.Read read ->
                        each.setRead(
                                TxnReadResult.newBuilder()
                                        .addAllKvs(keyValues(read.found()))
                                        .setCount(read.count())
                                        .setMore(read.more()));
                case Outcome.Txn nested -> each.setTxn(result(operation.getTxn(), nested));
                case Outcome.Registered _,
                        Outcome.Leased _,
                        Outcome.Compacted _,
                        Outcome.OfKeyspace _,
                        Outcome.Refused _,
                        Outcome.Nothing _ ->
                        throw unexpected("transaction's operation", done.results().get(i));
            }
            result.addResults(each);
        }
        return result.build();
    }

    private static List<KeyValue> keyValues(List<KeyVersion> found) {
        return found.stream()
                .map(one -> KvService.keyValue(KvService.uncopied(one.key()), one.version()))
                .toList();
    }

    private static InvariantViolation unexpected(String what, Outcome outcome) {
        return new InvariantViolation("a " + what + " came out as " + outcome);
    }
}
