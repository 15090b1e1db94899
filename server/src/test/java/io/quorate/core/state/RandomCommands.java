package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/** Draws commands of every kind, over few keys in few keyspaces, so that they meet. */
final class RandomCommands {

    static final int[] KEYSPACES = {1, 2, 0xFE, 0xFF, 0x100, Integer.MAX_VALUE};
    private static final byte[] LETTERS = {0, 1, 'a', 'b', (byte) 0xFE, (byte) 0xFF};

    private final SplittableRandom random;
    private final LongSupplier revision;
    private final List<Bytes> keys = new ArrayList<>();
    private final int keyspaces;

    /**
     * @param revision one that compares may ask for
     */
    RandomCommands(SplittableRandom random, LongSupplier revision) {
        this(random, revision, 1 + random.nextInt(KEYSPACES.length));
    }

    /**
     * Draws from the first keyspaces only.
     *
     * @param revision one that compares may ask for
     */
    RandomCommands(SplittableRandom random, LongSupplier revision, int keyspaces) {
        this.random = random;
        this.revision = revision;
        this.keyspaces = keyspaces;
        int count = 1 + random.nextInt(12);
        for (int i = 0; i < count; i++) keys.add(anyKey());
    }

    /** How many of the keyspaces are used, the first ones. */
    int keyspaces() {
        return keyspaces;
    }

    /** All keys that were drawn. */
    List<Bytes> knownKeys() {
        return keys;
    }

    Bytes knownKey() {
        return keys.get(random.nextInt(keys.size()));
    }

    int anyKeyspace() {
        return KEYSPACES[random.nextInt(keyspaces)];
    }

    Bytes anyKey() {
        byte[] key = new byte[1 + random.nextInt(4)];
        for (int i = 0; i < key.length; i++) key[i] = LETTERS[random.nextInt(LETTERS.length)];
        return Bytes.wrap(key);
    }

    /**
     * Any command.
     *
     * @param depth how deep transactions may be nested in it; 0 for none
     */
    Command.Change any(int depth) {
        if (depth > 0) return txn(depth);
        if (random.nextInt(3) == 0) return new Command.Delete(keys(10), previous());
        return new Command.Put(anyKeyspace(), oftenKnown(), value(), previous());
    }

    private Command.Change txn(int depth) {
        List<Compare> compares = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) compares.add(new Compare(keys(3), test()));
        return new Command.Txn(compares, operations(depth), operations(depth));
    }

    private List<Operation> operations(int depth) {
        List<Operation> operations = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            operations.add(random.nextInt(3) == 0 ? query() : any(random.nextInt(depth)));
        }
        return operations;
    }

    private Query query() {
        Keys keys = keys(2);
        long limit = 1 + random.nextInt(5);
        if (random.nextBoolean()) return new Query(keys, limit, content());
        var sorts = Selection.SortBy.values();
        var directions = Selection.Direction.values();
        var order =
                new Selection.Order(
                        sorts[random.nextInt(sorts.length)],
                        directions[random.nextInt(directions.length)]);
        return new Query(keys, limit, content(), filter(), order);
    }

    private Selection.Filter filter() {
        if (random.nextBoolean()) return Selection.Filter.ALL;
        long newest = revision.getAsLong();
        long bound = random.nextLong(newest + 2);
        return random.nextBoolean()
                ? new Selection.Filter(bound, Long.MAX_VALUE, 0, newest - bound / 2)
                : new Selection.Filter(0, bound, bound / 2, Long.MAX_VALUE);
    }

    private Keys keys(int oneInRange) {
        return random.nextInt(oneInRange) != 0
                ? new Keys.One(anyKeyspace(), oftenKnown())
                : new Keys.Range(
                        anyKeyspace(), anyKey(), random.nextInt(3) == 0 ? Bytes.EMPTY : anyKey());
    }

    private Compare.Test test() {
        var relations = Compare.Relation.values();
        var relation = relations[random.nextInt(relations.length)];
        if (random.nextInt(3) == 0) return new Compare.Test.Value(relation, value());
        var fields = Compare.Field.values();
        return new Compare.Test.Number(
                fields[random.nextInt(fields.length)],
                relation,
                random.nextLong(random.nextBoolean() ? 3 : revision.getAsLong() + 2));
    }

    private Query.Content content() {
        var contents = Query.Content.values();
        return contents[random.nextInt(contents.length)];
    }

    private Previous previous() {
        return random.nextInt(3) == 0 ? Previous.WANTED : Previous.LEFT_OUT;
    }

    private Bytes oftenKnown() {
        Bytes key = random.nextInt(20) == 0 ? anyKey() : knownKey();
        if (!keys.contains(key)) keys.add(key);
        return key;
    }

    private Bytes value() {
        byte[] value = new byte[random.nextInt(4) == 0 ? random.nextInt(200) : random.nextInt(6)];
        random.nextBytes(value);
        return Bytes.wrap(value);
    }
}
