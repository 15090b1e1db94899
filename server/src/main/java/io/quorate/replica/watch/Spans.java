package io.quorate.replica.watch;

import io.quorate.core.Bytes;
import io.quorate.core.state.KeySpan;

import java.util.function.Consumer;

/**
 * Spans of keys with what belongs to each, found by a key in them: a treap by where spans begin, in
 * which each node knows the furthest end below it (Cormen et al., chapter 17). Adding and removing
 * takes a logarithm of their number, and so does a key that is in none. The shape is drawn from
 * numbers that the owner gives, so it is the same in every run.
 */
final class Spans<T> {

    private static final class Node<T> {
        final KeySpan span;
        final long number;
        final T value;
        final long priority;
        Bytes furthest;
        Node<T> left;
        Node<T> right;

        Node(KeySpan span, long number, T value) {
            this.span = span;
            this.number = number;
            this.value = value;
            this.priority = mixed(number);
            this.furthest = span.to();
        }

        /** Spreads numbers that come one after the other (the finalizer of SplitMix64). */
        private static long mixed(long number) {
            long z = (number ^ number >>> 30) * 0xBF58476D1CE4E5B9L;
            z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
            return z ^ z >>> 31;
        }

        int compareTo(KeySpan other, long otherNumber) {
            int byStart = span.from().compareTo(other.from());
            return byStart != 0 ? byStart : Long.compare(number, otherNumber);
        }

        void look() {
            furthest = span.to();
            if (left != null && left.furthest.compareTo(furthest) > 0) furthest = left.furthest;
            if (right != null && right.furthest.compareTo(furthest) > 0) furthest = right.furthest;
        }
    }

    private Node<T> root;
    private long visited;

    /**
     * Adds a span.
     *
     * @param number unique; it is removed by the same
     */
    void add(KeySpan span, long number, T value) {
        root = added(root, new Node<>(span, number, value));
    }

    private Node<T> added(Node<T> at, Node<T> fresh) {
        if (at == null) return fresh;
        if (at.compareTo(fresh.span, fresh.number) > 0) {
            at.left = added(at.left, fresh);
            if (at.left.priority > at.priority) return rotatedRight(at);
        } else {
            at.right = added(at.right, fresh);
            if (at.right.priority > at.priority) return rotatedLeft(at);
        }
        at.look();
        return at;
    }

    /** Removes a span that was added. */
    void remove(KeySpan span, long number) {
        root = removed(root, span, number);
    }

    private Node<T> removed(Node<T> at, KeySpan span, long number) {
        if (at == null) return null;
        int order = at.compareTo(span, number);
        if (order == 0) return merged(at.left, at.right);
        if (order > 0) at.left = removed(at.left, span, number);
        else at.right = removed(at.right, span, number);
        at.look();
        return at;
    }

    private Node<T> merged(Node<T> left, Node<T> right) {
        if (left == null) return right;
        if (right == null) return left;
        if (left.priority > right.priority) {
            left.right = merged(left.right, right);
            left.look();
            return left;
        }
        right.left = merged(left, right.left);
        right.look();
        return right;
    }

    private Node<T> rotatedRight(Node<T> at) {
        Node<T> up = at.left;
        at.left = up.right;
        up.right = at;
        at.look();
        up.look();
        return up;
    }

    private Node<T> rotatedLeft(Node<T> at) {
        Node<T> up = at.right;
        at.right = up.left;
        up.left = at;
        at.look();
        up.look();
        return up;
    }

    /** Gives out what belongs to each span that a key is in, known by its row in LATEST. */
    void find(Bytes row, Consumer<T> found) {
        find(root, row, found);
    }

    private void find(Node<T> at, Bytes row, Consumer<T> found) {
        if (at == null) return;
        visited++;
        if (at.furthest.compareTo(row) <= 0) return;
        find(at.left, row, found);
        if (at.span.from().compareTo(row) > 0) return;
        if (at.span.contains(row)) found.accept(at.value);
        find(at.right, row, found);
    }

    /** How many nodes all searches have come by. */
    long visited() {
        return visited;
    }
}
