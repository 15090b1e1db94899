package io.quorate.core.state;

import java.util.Optional;

/** The live keys of a range: a scan of LATEST. */
final class LatestKeys implements RangeCursor.Keys {

    private final StoreCursor latest;

    LatestKeys(StoreCursor latest) {
        this.latest = latest;
    }

    @Override
    public Optional<KeyVersion> next() {
        if (!latest.isValid()) return Optional.empty();
        var found = new KeyVersion(Rows.key(latest.key()), VersionRow.decode(latest.value()));
        latest.next();
        return Optional.of(found);
    }

    @Override
    public void close() {
        latest.close();
    }
}
