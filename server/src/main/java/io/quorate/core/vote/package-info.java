/**
 * Quorum arithmetic, as pure functions of a member set. It knows the engine contract's {@code
 * Membership}, and no engine.
 */
package io.quorate.core.vote;
