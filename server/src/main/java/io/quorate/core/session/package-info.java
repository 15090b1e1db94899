/**
 * Client-centric sessions, as far as a replica keeps them: what a session's reads must not fall
 * behind. It must not know how tokens travel, nor who merges them: that is the client's.
 *
 * <p>Start reading at {@link io.quorate.core.session.Floor}.
 */
package io.quorate.core.session;
