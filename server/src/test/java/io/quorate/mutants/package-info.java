/**
 * Planted bugs: each file of {@code server/src/test/mutants} puts one known bug back into a copy of
 * the source, and the suite must find it. Production code carries no switch for them, and nothing
 * here changes the tree.
 *
 * <p>Start reading at {@link io.quorate.mutants.Mutants}, which is run by hand or with {@code
 * -Pmutants}; {@code PatchesTest} holds in every build that the patches apply.
 */
package io.quorate.mutants;
