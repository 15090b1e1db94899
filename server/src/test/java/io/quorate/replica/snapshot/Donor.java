package io.quorate.replica.snapshot;

import io.quorate.core.Bytes;
import io.quorate.core.engine.Entry;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.Keyspaces;
import io.quorate.core.state.Version;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A state on a shelf, written to, and given to another shelf chunk by chunk. */
final class Donor {

    private static final int CHUNK_BYTES = 1_500;

    final StateShelf shelf;
    final KeyValueMachine state;

    Donor(StateShelf shelf) {
        this.shelf = shelf;
        this.state = new KeyValueMachine(shelf.live());
    }

    /** Applies so many puts of a prefix, each to a key of its own. */
    Donor puts(String prefix, int count) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var put =
                    new Command.Put(
                            Keyspaces.DEFAULT,
                            Bytes.utf8(prefix + i),
                            Bytes.utf8(prefix + " value " + i));
            long index = state.applied().index() + 1 + i;
            entries.add(Entry.command(3, index, CommandCodec.encode(put)));
        }
        if (state.apply(entries).isEmpty()) throw new AssertionError("the store is stalled");
        return this;
    }

    static Optional<Bytes> get(KeyValueMachine state, String key) {
        return state.get(Keyspaces.DEFAULT, Bytes.utf8(key)).map(Version::value);
    }

    /**
     * Gives all of a snapshot that the other shelf lacks. What it holds of a file after a loss of
     * power may be damaged: it then asks for the file once more, from the beginning.
     */
    void give(Manifest manifest, StateShelf to) throws IOException {
        List<Long> held = to.begin(manifest);
        for (int file = 0; file < manifest.files().size(); file++) {
            if (give(manifest, file, held.get(file), to)) continue;
            if (held.get(file) > 0 && give(manifest, file, 0, to)) continue;
            throw new AssertionError(manifest.files().get(file) + " arrives damaged");
        }
    }

    private boolean give(Manifest manifest, int file, long from, StateShelf to) throws IOException {
        long bytes = manifest.files().get(file).bytes();
        for (long at = from; at < bytes; at += CHUNK_BYTES) {
            int length = (int) Math.min(CHUNK_BYTES, bytes - at);
            Bytes content = shelf.read(manifest.id(), file, at, length).orElseThrow();
            if (to.write(manifest.id(), file, at, content) != at + length) return false;
        }
        return true;
    }
}
