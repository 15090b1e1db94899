package io.quorate.core.raft;

/**
 * The AppendEntries with entries that are on their way to one follower, oldest first: the window of
 * pipelining, bounded in messages and in bytes.
 */
final class Inflight {

    private final long[] lastIndexes;
    private final int[] sizes;
    private final int bytesMax;
    private int head;
    private int count;
    private long bytes;

    Inflight(int messagesMax, int bytesMax) {
        lastIndexes = new long[messagesMax];
        sizes = new int[messagesMax];
        this.bytesMax = bytesMax;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Whether one more message may leave; when nothing is on its way one always may. */
    boolean hasRoom() {
        return count == 0 || (count < sizes.length && bytes < bytesMax);
    }

    int count() {
        return count;
    }

    void add(long lastIndex, int messageBytes) {
        int slot = (head + count) % sizes.length;
        lastIndexes[slot] = lastIndex;
        sizes[slot] = messageBytes;
        count++;
        bytes += messageBytes;
    }

    /** What ends at or before this index has arrived. */
    void arrived(long matchIndex) {
        while (count > 0 && lastIndexes[head] <= matchIndex) {
            bytes -= sizes[head];
            head = (head + 1) % sizes.length;
            count--;
        }
    }

    void clear() {
        head = 0;
        count = 0;
        bytes = 0;
    }
}
