package io.quorate.replica.snapshot;

import io.quorate.replica.journal.Disk;

import java.io.IOException;

/** A directory of directories, one for each state that a group has on this node's disk. */
public interface StateDisk {

    /** The directory itself: its list names the directories in it too. */
    Disk root();

    /** A directory in it, which is made if it is not there, durably. */
    Disk directory(String name) throws IOException;

    /**
     * Deletes a directory with all that is in it, if it is there; durable after the root's force.
     */
    void deleteDirectory(String name) throws IOException;
}
