package io.quorate.replica.snapshot;

import java.util.Map;
import java.util.TreeMap;

/** The twin in memory keeps the contract. */
class MemoryStatesTest extends StatesContract {

    private final Map<String, MemoryStates> all = new TreeMap<>();

    @Override
    protected States states(String name) {
        MemoryStates states = all.computeIfAbsent(name, _ -> new MemoryStates(7));
        return new States(states, states);
    }
}
