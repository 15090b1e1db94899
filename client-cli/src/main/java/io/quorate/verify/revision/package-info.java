/**
 * A fast and exact check of a history whose replies carry revisions: the store itself says in which
 * order everything took effect, and the check is whether that order is one that explains every
 * reply. It must not be the only check, since it believes the revisions: {@code linearizability}
 * judges the same history from the outside.
 *
 * <p>Start reading at {@link io.quorate.verify.revision.RevisionOrder}.
 */
package io.quorate.verify.revision;
