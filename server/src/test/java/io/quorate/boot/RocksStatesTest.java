package io.quorate.boot;

import io.quorate.adapter.file.FileStates;
import io.quorate.adapter.rocks.RocksLimits;
import io.quorate.adapter.rocks.RocksStores;
import io.quorate.replica.snapshot.StatesContract;

import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/** RocksDB and the file system keep the contract together, as a node has them. */
class RocksStatesTest extends StatesContract {

    @TempDir Path directory;

    @Override
    protected States states(String name) throws IOException {
        Path path = directory.resolve(name);
        return new States(FileStates.open(path), new RocksStores(path, RocksLimits.DEFAULT));
    }
}
