package io.quorate.simulation;

import java.util.SplittableRandom;

/**
 * One client's connection to one node: made at need, in order, closed with the node's process.
 * While it is cut nothing arrives, and what was sent arrives late, or never if the process ends
 * first.
 */
final class ClientLink {

    private static final long RETRANSMIT_NANOS = 30_000_000;

    private final SimulatedHost host;
    private final World world;
    private final SplittableRandom random;
    private int connectedToLife;
    private int cuts;

    ClientLink(SimulatedHost host, World world, SplittableRandom random) {
        this.host = host;
        this.world = world;
        this.random = random;
    }

    SimulatedHost host() {
        return host;
    }

    void saw(Situation situation) {
        world.saw(situation);
    }

    /** Whether there is a connection, as far as the client knows. */
    boolean isConnected() {
        return connectedToLife != 0;
    }

    /** The node closed it, or it is of no use. */
    void closed() {
        connectedToLife = 0;
    }

    void cut() {
        cuts++;
    }

    void heal() {
        cuts = Math.max(0, cuts - 1);
    }

    void makeGood() {
        cuts = 0;
    }

    /** Connects: to a node that listens at once, to one that does not never, to none in silence. */
    void connect(Runnable connected, Runnable refused) {
        world.scheduler().after(2 * delay(), () -> reached(connected, refused));
    }

    private void reached(Runnable connected, Runnable refused) {
        if (cuts > 0) return;
        if (host.isUp()) {
            connectedToLife = host.life();
            connected.run();
        } else {
            refused.run();
        }
    }

    /** Brings something to the node, unless the connection is lost before. */
    void toNode(Runnable arrive, Runnable lost) {
        int life = connectedToLife;
        world.scheduler().after(delay(), () -> carry(life, arrive, lost));
    }

    private void carry(int life, Runnable arrive, Runnable lost) {
        if (cuts > 0) {
            long again = RETRANSMIT_NANOS + random.nextLong(RETRANSMIT_NANOS);
            world.scheduler().after(again, () -> carry(life, arrive, lost));
        } else if (host.life() != life) {
            lost.run();
        } else {
            arrive.run();
        }
    }

    /** Brings something to the client. */
    void toClient(Runnable arrive, Runnable lost) {
        int life = host.life();
        world.scheduler().after(delay(), () -> carry(life, arrive, lost));
    }

    /** Has the client's own system tell it something. */
    void inAMoment(Runnable what) {
        world.scheduler().after(random.nextInt(100_000), what);
    }

    private long delay() {
        long mean = world.swarm().network().delayMeanNanos();
        return mean / 10 + Randomness.exponential(random, mean);
    }
}
