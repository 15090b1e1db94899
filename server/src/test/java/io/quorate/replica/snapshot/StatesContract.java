package io.quorate.replica.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.engine.LogId;
import io.quorate.core.state.Family;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.KeyValueView;
import io.quorate.core.state.Keyspaces;
import io.quorate.core.state.Store;
import io.quorate.core.state.StoreBatch;
import io.quorate.replica.journal.Disk;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What directories and databases have to do, in memory and on the disk alike. */
public abstract class StatesContract {

    /** Directories by name, empty at first, and the databases in them. */
    public record States(StateDisk disk, Stores stores) {}

    /** The directories of a name; the same again if asked again. */
    protected abstract States states(String name) throws IOException;

    private StateShelf open(String name) throws IOException {
        States states = states(name);
        return StateShelf.open(states.disk(), states.stores());
    }

    private List<String> names(String name) throws IOException {
        return states(name).disk().root().list().stream().map(Disk.Name::name).toList();
    }

    @Test
    public void aSnapshotIsOfOneMomentWhateverIsWrittenAfterwards() throws Exception {
        try (StateShelf from = open("from");
                StateShelf to = open("to")) {
            var donor = new Donor(from).puts("a", 50);
            Manifest manifest = from.take().orElseThrow();
            donor.puts("b", 50);
            assertEquals(new LogId(3, 50), manifest.applied());
            assertEquals(50, manifest.revision());

            donor.give(manifest, to);
            assertEquals(Optional.empty(), to.finish(manifest.id()));
            var state = new KeyValueMachine(to.install(manifest.id()));
            to.retire();
            assertEquals(new LogId(3, 50), state.applied());
            assertEquals(Optional.of(Bytes.utf8("a value 49")), Donor.get(state, "a49"));
            assertEquals(Optional.empty(), Donor.get(state, "b0"));
        }
    }

    /** Its files are sound, and their blocks: its rows are not what it says of them. */
    @Test
    public void aSnapshotWhoseRowsAreNotWhatWasWrittenIsRefused() throws Exception {
        try (StateShelf from = open("from");
                StateShelf to = open("to")) {
            var donor = new Donor(from).puts("a", 50);
            StoreBatch batch = from.live().batch();
            batch.put(Family.LATEST, Bytes.utf8("~rot"), Bytes.utf8("nobody wrote this"));
            assertTrue(from.live().write(batch));
            Manifest manifest = from.take().orElseThrow();
            donor.give(manifest, to);
            String why = to.finish(manifest.id()).orElseThrow();
            assertTrue(why.startsWith("its rows come to "), why);
        }
    }

    /** Pitfall 73: what is applied while the copy is made is neither in it nor on its label. */
    @Test
    public void aSnapshotIsLabelledWithWhatTheCopyHolds() throws Exception {
        States states = states("from");
        var race = new Race(states.stores());
        try (StateShelf from = StateShelf.open(states.disk(), race);
                StateShelf to = open("to")) {
            var donor = new Donor(from).puts("a", 50);
            race.meanwhile = () -> donor.puts("late", 5);
            Manifest manifest = from.take().orElseThrow();
            assertEquals(new LogId(3, 55), donor.state.applied());
            assertEquals(new LogId(3, 50), manifest.applied());
            assertEquals(50, manifest.revision());
            donor.give(manifest, to);
            assertEquals(Optional.empty(), to.finish(manifest.id()));
        }
    }

    /** Databases of which one is written to right after it was copied. */
    private static final class Race implements Stores {
        private final Stores stores;
        private Runnable meanwhile = () -> {};

        Race(Stores stores) {
            this.stores = stores;
        }

        @Override
        public Store open(String directory) throws IOException {
            return stores.open(directory);
        }

        @Override
        public Store openToRead(String directory) throws IOException {
            return stores.openToRead(directory);
        }

        @Override
        public boolean checkpoint(Store store, String directory) throws IOException {
            boolean isTaken = stores.checkpoint(store, directory);
            meanwhile.run();
            return isTaken;
        }

        @Override
        public Optional<String> whyDamaged(Store store) {
            return stores.whyDamaged(store);
        }
    }

    @Test
    public void whatWasInstalledIsThereAfterARestartAndWhatWasBeforeIsNot() throws Exception {
        try (StateShelf from = open("from")) {
            var donor = new Donor(from).puts("a", 50);
            try (StateShelf to = open("to")) {
                new Donor(to).puts("old", 10);
                Manifest manifest = from.take().orElseThrow();
                donor.give(manifest, to);
                to.finish(manifest.id());
                to.install(manifest.id());
                to.retire();
            }
        }
        assertEquals(List.of("state-0000000000000002", "state-0000000000000002.live"), names("to"));
        try (StateShelf to = open("to")) {
            var state = new KeyValueMachine(to.live());
            assertEquals(new LogId(3, 50), state.applied());
            assertEquals(new LogId(3, 50), to.durableApplied());
            assertEquals(Optional.empty(), Donor.get(state, "old0"));
        }
    }

    /** Pitfall 70: two in quick succession, of one donor. */
    @Test
    public void aSecondSnapshotTakesTheFirstOnesPlace() throws Exception {
        try (StateShelf from = open("from");
                StateShelf to = open("to")) {
            var donor = new Donor(from);
            for (String prefix : List.of("a", "b")) {
                donor.puts(prefix, 50);
                Manifest manifest = from.take().orElseThrow();
                donor.give(manifest, to);
                assertEquals(Optional.empty(), to.finish(manifest.id()));
                to.install(manifest.id());
                to.retire();
            }
            var state = new KeyValueMachine(to.live());
            assertEquals(Optional.of(Bytes.utf8("b value 0")), Donor.get(state, "b0"));
            assertEquals(new LogId(3, 100), state.applied());
        }
    }

    @Test
    public void theStateThatWasReplacedIsReadableUntilItIsRetired() throws Exception {
        try (StateShelf from = open("from");
                StateShelf to = open("to")) {
            var donor = new Donor(from).puts("a", 5);
            var old = new Donor(to).puts("old", 2).state;
            Manifest manifest = from.take().orElseThrow();
            donor.give(manifest, to);
            to.finish(manifest.id());
            KeyValueView view = old.view();
            to.install(manifest.id());
            assertTrue(view.get(Keyspaces.DEFAULT, Bytes.utf8("old0")).isPresent());
            to.retire();
            assertThrows(
                    IllegalStateException.class,
                    () -> view.get(Keyspaces.DEFAULT, Bytes.utf8("old0")));
        }
    }

    /** Pitfall 75: one bit on the way, behind all other checks. */
    @Test
    public void aFileThatIsNotWhatItShouldBeIsAskedForAgain() throws Exception {
        try (StateShelf from = open("from");
                StateShelf to = open("to")) {
            var donor = new Donor(from).puts("a", 50);
            Manifest manifest = from.take().orElseThrow();
            to.begin(manifest);
            int file = largest(manifest);
            int length = (int) manifest.files().get(file).bytes();
            byte[] content = from.read(manifest.id(), file, 0, length).orElseThrow().toArray();
            content[length / 2] ^= 1;
            assertEquals(0, to.write(manifest.id(), file, 0, Bytes.wrap(content)));
            assertEquals(Optional.of("files are missing"), to.finish(manifest.id()));
            donor.give(manifest, to);
            assertEquals(Optional.empty(), to.finish(manifest.id()));
        }
    }

    /** Pitfall 70: a chunk that comes twice, too early or too long is not what comes next. */
    @Test
    public void aChunkThatDoesNotFollowWhatIsHereIsNotWritten() throws Exception {
        try (StateShelf from = open("from");
                StateShelf to = open("to")) {
            new Donor(from).puts("a", 50);
            Manifest manifest = from.take().orElseThrow();
            Bytes id = manifest.id();
            to.begin(manifest);
            int file = largest(manifest);
            int length = (int) manifest.files().get(file).bytes();
            int half = length / 2;
            Bytes first = from.read(id, file, 0, half).orElseThrow();
            Bytes second = from.read(id, file, half, length - half).orElseThrow();
            assertEquals(0, to.write(id, file, half, second), "too early");
            assertEquals(half, to.write(id, file, 0, first));
            assertEquals(half, to.write(id, file, 0, Bytes.wrap(new byte[half])), "twice");
            assertEquals(half, to.write(id, file, half, Bytes.wrap(new byte[length])), "too long");
            assertEquals(length, to.write(id, file, half, second));
        }
    }

    private static int largest(Manifest manifest) {
        return IntStream.range(0, manifest.files().size())
                .reduce(
                        (a, b) ->
                                manifest.files().get(a).bytes() >= manifest.files().get(b).bytes()
                                        ? a
                                        : b)
                .orElseThrow();
    }

    /** Its index, its term and its content belong together, or it is not taken. */
    @Test
    public void aSnapshotThatIsNotOfTheEntryThatItSaysIsRefused() throws Exception {
        try (StateShelf from = open("from");
                StateShelf to = open("to")) {
            var donor = new Donor(from).puts("a", 5);
            Manifest taken = from.take().orElseThrow();
            var forged = new Manifest(new LogId(3, 6), taken.revision(), taken.files());
            to.begin(forged);
            for (int file = 0; file < taken.files().size(); file++) {
                int length = (int) taken.files().get(file).bytes();
                if (length == 0) continue;
                Bytes content = from.read(taken.id(), file, 0, length).orElseThrow();
                to.write(forged.id(), file, 0, content);
            }
            assertTrue(to.finish(forged.id()).isPresent());
            assertEquals(0, new KeyValueMachine(to.live()).applied().index());
            donor.give(taken, to);
            assertEquals(Optional.empty(), to.finish(taken.id()), "the next one is taken");
        }
    }

    /** Content counts and names do not: what came for one snapshot serves the next. */
    @Test
    public void whatCameBeforeARestartIsNotAskedForAgain() throws Exception {
        try (StateShelf from = open("from")) {
            var donor = new Donor(from).puts("a", 200);
            Manifest manifest = from.take().orElseThrow();
            try (StateShelf to = open("to")) {
                donor.give(manifest, to);
            }
            try (StateShelf to = open("to")) {
                assertEquals(
                        manifest.files().stream().map(SnapshotFile::bytes).toList(),
                        to.begin(manifest));
                assertEquals(Optional.empty(), to.finish(manifest.id()));
            }
        }
    }

    @Test
    public void whatIsReleasedOrLeftBehindIsDeleted() throws Exception {
        try (StateShelf from = open("from")) {
            new Donor(from).puts("a", 5);
            Manifest first = from.take().orElseThrow();
            new Donor(from).puts("b", 5);
            assertTrue(from.take().isPresent());
            from.release(first.id());
            assertEquals(Optional.empty(), from.read(first.id(), 0, 0, 1));
            assertFalse(names("from").contains("checkpoint-1"));
            assertTrue(names("from").contains("checkpoint-2"));
        }
        open("from").close();
        assertFalse(names("from").contains("checkpoint-2"));
    }

    /** Two may hold one snapshot, of whom the first must not take it from the other. */
    @Test
    public void whatWasTakenTwiceIsThereUntilItIsReleasedTwice() throws Exception {
        try (StateShelf from = open("from")) {
            new Donor(from).puts("a", 5);
            assertTrue(from.flush());
            Bytes first = from.take().orElseThrow().id();
            assertEquals(first, from.take().orElseThrow().id(), "nothing was written meanwhile");
            assertFalse(names("from").contains("checkpoint-2"));
            from.release(first);
            assertTrue(names("from").contains("checkpoint-1"));
            from.release(first);
            assertFalse(names("from").contains("checkpoint-1"));
        }
    }

    @Test
    public void nothingIsTakenOfAStateThatHasAppliedNothing() throws Exception {
        try (StateShelf from = open("from")) {
            assertEquals(Optional.empty(), from.take());
        }
    }

    @Test
    public void whatIsDroppedLeavesNothingBehind() throws Exception {
        try (StateShelf from = open("from");
                StateShelf to = open("to")) {
            var donor = new Donor(from).puts("a", 5);
            Manifest manifest = from.take().orElseThrow();
            donor.give(manifest, to);
            to.finish(manifest.id());
            to.drop();
            assertEquals(
                    List.of("state-0000000000000001", "state-0000000000000001.live"), names("to"));
        }
    }
}
