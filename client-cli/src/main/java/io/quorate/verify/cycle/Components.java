package io.quorate.verify.cycle;

import io.quorate.verify.cycle.Dependency.Kind;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Tarjan's strongly connected components (1972), without recursion: within one, every transaction
 * comes before every other, so there is a cycle; outside there is none.
 */
final class Components {

    private static final int NEW = -1;

    private final Graph graph;
    private final Set<Kind> kinds;
    private final int[] index;
    private final int[] low;
    private final boolean[] isOnStack;
    private final Deque<Integer> stack = new ArrayDeque<>();
    private final Deque<Frame> frames = new ArrayDeque<>();
    private final List<List<Integer>> found = new ArrayList<>();
    private int counter;

    private static final class Frame {
        private final int number;
        private final List<Dependency> edges;
        private int next;

        Frame(int number, List<Dependency> edges) {
            this.number = number;
            this.edges = edges;
        }
    }

    private Components(Graph graph, Set<Kind> kinds) {
        this.graph = graph;
        this.kinds = kinds;
        index = new int[graph.size()];
        low = new int[graph.size()];
        isOnStack = new boolean[graph.size()];
        Arrays.fill(index, NEW);
    }

    /** The components of more than one transaction, by dependencies of these kinds. */
    static List<List<Integer>> of(Graph graph, Set<Kind> kinds) {
        Components components = new Components(graph, kinds);
        for (int i = 0; i < graph.size(); i++) {
            if (components.index[i] == NEW) components.visit(i);
        }
        return components.found;
    }

    private void visit(int root) {
        enter(root);
        while (!frames.isEmpty()) {
            Frame frame = frames.peek();
            if (frame.next < frame.edges.size()) {
                int to = frame.edges.get(frame.next++).to();
                if (index[to] == NEW) enter(to);
                else if (isOnStack[to]) low[frame.number] = Math.min(low[frame.number], index[to]);
                continue;
            }
            frames.pop();
            if (!frames.isEmpty()) {
                int parent = frames.peek().number;
                low[parent] = Math.min(low[parent], low[frame.number]);
            }
            if (low[frame.number] == index[frame.number]) leave(frame.number);
        }
    }

    private void enter(int number) {
        index[number] = counter;
        low[number] = counter;
        counter++;
        stack.push(number);
        isOnStack[number] = true;
        frames.push(new Frame(number, graph.from(number, kinds)));
    }

    private void leave(int root) {
        List<Integer> component = new ArrayList<>();
        int number;
        do {
            number = stack.pop();
            isOnStack[number] = false;
            component.add(number);
        } while (number != root);
        if (component.size() > 1) found.add(component);
    }
}
