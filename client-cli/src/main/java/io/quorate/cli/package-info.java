/**
 * kvctl, the command line: one class a subcommand, over {@link io.quorate.client.KvClient}. It must
 * not know the server.
 *
 * <p>Start reading at {@link io.quorate.cli.Kvctl}. Exit codes are in {@link
 * io.quorate.cli.ExitCode}, the words of errors in {@code Failures}.
 */
package io.quorate.cli;
