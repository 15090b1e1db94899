/**
 * A closed-loop load: so many clients, each with one request outstanding. It measures any {@link
 * io.quorate.cli.bench.Target}, so that stores can be compared under the very same loop.
 *
 * <p>Start reading at {@link io.quorate.cli.bench.ClosedLoop}.
 */
package io.quorate.cli.bench;
