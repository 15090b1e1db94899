/**
 * Whether what was acknowledged is there in the end. It must not judge what was answered on the
 * way: the other checkers do.
 *
 * <p>Start reading at {@link io.quorate.verify.durability.Durability}, for a scan of every replica
 * when all is over, and {@link io.quorate.verify.durability.SetCheck}, for sets that were added to.
 */
package io.quorate.verify.durability;
