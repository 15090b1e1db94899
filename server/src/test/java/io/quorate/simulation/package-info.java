/**
 * The deterministic simulator: whole clusters of the production rings 1 and 2, with the client's
 * own rules on top, live by virtual time over a simulated network, disks, clocks and processes. One
 * seed fixes everything, the mix of faults included; the same seed gives the same run in every JVM.
 *
 * <p>Start at {@link io.quorate.simulation.Simulation#run}; {@code Swarm} is what a seed draws,
 * {@code Nemesis} what it then does to the cluster, {@code Invariants} what must hold after every
 * event, {@code Ending} what must happen when the faults end. {@code docs/testing.md} has the
 * commands. It must not know threads, files or sockets; {@code Campaign} alone runs many seeds.
 */
package io.quorate.simulation;
