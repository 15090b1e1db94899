package io.quorate.core.state;

import io.quorate.core.Bytes;

/**
 * What a change behind it is done under: a lock that is still held. It names the key by which the
 * lock is held and the revision that created that key, as etcd's owner key does.
 *
 * <p>That is enough. Of those who ask for a lock the one with the lowest create revision holds it,
 * and later ones have higher revisions; so who has come to hold it holds it until its key goes, and
 * a key that went and comes back has another create revision. Create revisions of holders grow, so
 * the revision is the fencing token too that other systems can compare (Kleppmann, "How to do
 * distributed locking", 2016).
 *
 * @param createRevision at least 1
 */
public record Fence(int keyspace, Bytes key, long createRevision) {

    void write(RowWriter to) {
        to.varint(keyspace).sized(key).varint(createRevision);
    }

    static Fence read(RowReader from) {
        int keyspace = from.intVarint();
        Bytes key = from.sized();
        return new Fence(keyspace, key, from.varint());
    }
}
