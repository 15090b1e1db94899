package io.quorate.replica.digest;

import io.quorate.core.state.Digest;
import io.quorate.core.state.DigestReports;
import io.quorate.core.state.DigestVerdict;

/**
 * What a replica knows of its state and of the others'.
 *
 * @param reports what the members said last, as the log has it
 * @param verdict what follows from it
 * @param isSound whether this replica shows its state
 * @param appliedIndex how far it has come itself
 * @param digest what its own state comes to there
 * @param scrubBytes what the scrub under way has read; 0 if none is
 */
public record DigestStatus(
        DigestReports reports,
        DigestVerdict verdict,
        boolean isSound,
        long appliedIndex,
        Digest digest,
        long scrubBytes) {}
