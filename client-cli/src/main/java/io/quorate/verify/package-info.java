/**
 * What clients saw, and whether a correct store could have shown it: a recorder of histories and
 * the checkers that judge them. Pure: no clock, no thread, no chance, no I/O but the reader and
 * writer given in. It must not know the client, the server, gRPC nor protobuf: it judges them.
 *
 * <p>Start reading at {@link io.quorate.verify.HistoryRecorder} and {@link
 * io.quorate.verify.History}. Each checker has a package: {@code linearizability} (exact, from the
 * outside alone), {@code revision} (fast, trusts the revisions that replies carry), {@code cycle}
 * (transactions over lists), {@code session} and {@code durability}. All of them answer with a
 * {@link io.quorate.verify.Verdict}.
 */
package io.quorate.verify;
