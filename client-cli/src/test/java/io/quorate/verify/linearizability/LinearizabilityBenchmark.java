package io.quorate.verify.linearizability;

import io.quorate.verify.History;
import io.quorate.verify.SimulatedStore;
import io.quorate.verify.SimulatedStore.Shape;
import io.quorate.verify.SimulatedStore.Use;
import io.quorate.verify.Verdict;

import java.lang.management.ManagementFactory;

/**
 * What a check of 100,000 operations of 50 clients over 100 keys, and over one key, costs on one
 * core. Run by hand; it is no test.
 */
final class LinearizabilityBenchmark {

    private static final int OPERATIONS = 100_000;
    private static final int CLIENTS = 50;

    private LinearizabilityBenchmark() {}

    public static void main(String[] args) {
        System.out.println("use           keys  unknown  verdict    CPU seconds, first and second");
        for (Use use : Use.values()) {
            for (int keys : new int[] {100, 1}) {
                for (double unknown : new double[] {0, 0.01, 0.05}) measure(use, keys, unknown);
            }
        }
    }

    private static void measure(Use use, int keys, double unknown) {
        Shape shape = new Shape(use, CLIENTS, keys, OPERATIONS, 0, unknown, 0.01);
        if (use == Use.LIST && keys == 1) return; // Its reads alone would take gigabytes.
        History history = SimulatedStore.history(1, shape);
        Verdict verdict = new Verdict.Holds(0);
        double[] seconds = new double[2];
        for (int i = 0; i < seconds.length; i++) {
            long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            verdict = Linearizability.check(history);
            long ended = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            seconds[i] = (ended - began) / 1e9;
        }
        System.out.printf(
                "%-13s %4d  %6.0f%%  %-9s  %6.2f %6.2f%n",
                use,
                keys,
                100 * unknown,
                verdict.getClass().getSimpleName(),
                seconds[0],
                seconds[1]);
    }
}
