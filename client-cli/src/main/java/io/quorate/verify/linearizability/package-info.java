/**
 * Whether a history is linearizable (Herlihy and Wing 1990), judged from the outside alone. The
 * search is Wing and Gong's (1993) with Lowe's memory of configurations seen (2017), key by key,
 * which is enough since linearizability is local (Herlihy and Wing, theorem 1; P-compositionality
 * of Horn and Kroening 2015). It must not trust revisions further than a {@link
 * io.quorate.verify.linearizability.Model} says.
 *
 * <p>Start reading at {@link io.quorate.verify.linearizability.Linearizability}; the search itself
 * is {@code Search}.
 */
package io.quorate.verify.linearizability;
