/**
 * Planted bugs: each file of {@code server/src/test/mutants} puts one known bug back into a copy of
 * the source, and the suite must find it. Production code carries no switch for them, and nothing
 * here changes the tree.
 *
 * <p>Start reading at {@link io.quorate.mutants.Mutants}, which plants them all when it is asked to
 * ({@code docs/testing.md}); every build plants a few, and holds in {@code PatchesTest} that the
 * patches apply and are known to be found.
 */
package io.quorate.mutants;
