/**
 * Has clients work on a cluster, takes down what they saw, and has it judged by {@link
 * io.quorate.verify}. It must know neither picocli nor how kvctl prints.
 *
 * <p>Start reading at {@link io.quorate.cli.verify.Run}.
 */
package io.quorate.cli.verify;
