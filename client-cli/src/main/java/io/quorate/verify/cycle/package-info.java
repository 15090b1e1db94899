/**
 * Anomalies of transactions over lists, found as cycles: the idea of Elle (Kingsbury and Alvaro
 * 2020), in the words of Adya (1999). Elements are unique, so a list that was read shows the order
 * of the versions of its key and who made each; from that follows who must come before whom. A
 * correct, strictly serializable store gives no cycle.
 *
 * <p>Start reading at {@link io.quorate.verify.cycle.ListAppend}.
 */
package io.quorate.verify.cycle;
