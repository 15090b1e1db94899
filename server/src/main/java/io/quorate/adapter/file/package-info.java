/**
 * The journal's files and its thread: the real {@code Disk} over one directory, and the loop that
 * gathers what waits into one append and one force. It knows no protocol and no network.
 *
 * <p>Start at {@link io.quorate.adapter.file.JournalThread}.
 */
package io.quorate.adapter.file;
