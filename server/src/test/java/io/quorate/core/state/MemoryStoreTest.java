package io.quorate.core.state;

/** The store in memory keeps the contract. */
class MemoryStoreTest extends StoreContract {

    @Override
    protected Store open() {
        return new MemoryStore();
    }

    @Override
    protected Store crash(Store crashed) {
        ((MemoryStore) crashed).crash();
        return crashed;
    }

    @Override
    protected void stall(Store stalled) {
        ((MemoryStore) stalled).stall(true);
    }

    @Override
    protected void unstall(Store stalled) {
        ((MemoryStore) stalled).stall(false);
    }
}
