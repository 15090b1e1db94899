/**
 * gRPC: the client services, the peer service and the links to peers. The only place that sees
 * generated protobuf; each sub-package translates one engine's messages. Handlers run on the node's
 * event loop and must not block; long reads go to a small pool. It must not know other adapters.
 *
 * <p>Start at {@link io.quorate.adapter.grpc.GrpcNode}.
 */
package io.quorate.adapter.grpc;
