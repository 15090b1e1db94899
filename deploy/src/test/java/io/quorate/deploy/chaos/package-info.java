/**
 * Faults that are drawn from a seed befall a cluster while clients work on it, and at the end every
 * answer is judged: what was acknowledged is on every member, what was read was true.
 *
 * <p>The same rounds run over real processes and over containers, which are two {@link
 * io.quorate.deploy.chaos.Target}s; nothing else here knows which it is. Load and faults go to what
 * a target has started itself, and to nothing else. Start reading at {@link
 * io.quorate.deploy.chaos.Round}.
 */
package io.quorate.deploy.chaos;
