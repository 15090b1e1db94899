package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.Keyspaces;
import io.quorate.core.state.Version;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A read of one key: what it saw, or why it saw nothing. */
final class ReadRecord implements ReadAnswer {

    private final Bytes key;
    private boolean isAnswered;
    private Optional<String> value = Optional.empty();
    private Optional<Failure> failure = Optional.empty();

    ReadRecord(String key) {
        this.key = Bytes.utf8(key);
    }

    @Override
    public void serve(KeyValueMachine state, Standing standing) {
        assertTrue(!isAnswered, "answered twice");
        isAnswered = true;
        value =
                state.get(Keyspaces.DEFAULT, key)
                        .map(Version::value)
                        .map(bytes -> new String(bytes.toArray(), StandardCharsets.UTF_8));
    }

    @Override
    public void failed(Failure answer) {
        assertTrue(!isAnswered, "answered twice");
        isAnswered = true;
        failure = Optional.of(answer);
    }

    boolean isAnswered() {
        return isAnswered;
    }

    Optional<String> value() {
        return value;
    }

    Optional<Failure> failure() {
        return failure;
    }
}
