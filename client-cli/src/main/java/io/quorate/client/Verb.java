package io.quorate.client;

import io.grpc.MethodDescriptor;
import io.quorate.v1.DeleteRequest;
import io.quorate.v1.DeleteResponse;
import io.quorate.v1.GetRequest;
import io.quorate.v1.GetResponse;
import io.quorate.v1.KvGrpc;
import io.quorate.v1.PipelineOperation;
import io.quorate.v1.PipelineResult;
import io.quorate.v1.PutRequest;
import io.quorate.v1.PutResponse;
import io.quorate.v1.TxnRequest;
import io.quorate.v1.TxnResponse;

import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What can be done by itself or on a stream of batches.
 *
 * @param method by itself
 * @param onStream how a request stands in a batch
 * @param resultCase which result of a batch is its answer
 * @param answer its answer in a result of a batch
 * @param reader the answer in the client's records
 */
record Verb<Q, R, T extends Answer>(
        MethodDescriptor<Q, R> method,
        BiFunction<PipelineOperation.Builder, Q, PipelineOperation.Builder> onStream,
        PipelineResult.ResultCase resultCase,
        Function<PipelineResult, R> answer,
        Function<R, T> reader) {

    static final Verb<PutRequest, PutResponse, PutResult> PUT =
            new Verb<>(
                    KvGrpc.getPutMethod(),
                    PipelineOperation.Builder::setPut,
                    PipelineResult.ResultCase.PUT,
                    PipelineResult::getPut,
                    Wire::put);

    static final Verb<DeleteRequest, DeleteResponse, DeleteResult> DELETE =
            new Verb<>(
                    KvGrpc.getDeleteMethod(),
                    PipelineOperation.Builder::setDelete,
                    PipelineResult.ResultCase.DELETE,
                    PipelineResult::getDelete,
                    Wire::delete);

    static final Verb<TxnRequest, TxnResponse, TxnResult> TXN =
            new Verb<>(
                    KvGrpc.getTxnMethod(),
                    PipelineOperation.Builder::setTxn,
                    PipelineResult.ResultCase.TXN,
                    PipelineResult::getTxn,
                    TxnWire::result);

    static final Verb<GetRequest, GetResponse, GetResult> GET =
            new Verb<>(
                    KvGrpc.getGetMethod(),
                    PipelineOperation.Builder::setGet,
                    PipelineResult.ResultCase.GET,
                    PipelineResult::getGet,
                    Wire::get);

    PipelineOperation operation(Q request) {
        return onStream.apply(PipelineOperation.newBuilder(), request).build();
    }
}
