/**
 * Terry's four session guarantees (Terry and others 1994), judged by the revisions in replies. It
 * must not look further than one session: what the store as a whole may answer is for {@code
 * linearizability} and {@code revision}.
 *
 * <p>Start reading at {@link io.quorate.verify.session.SessionGuarantees}.
 */
package io.quorate.verify.session;
