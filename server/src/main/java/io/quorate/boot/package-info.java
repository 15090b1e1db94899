/**
 * Where a node is put together: its settings, its data directory, and (alone in the house) the
 * wiring of adapters to each other.
 *
 * <p>Settings come from flags, environment and a file. {@link io.quorate.boot.Setting} lists them
 * once; {@link io.quorate.boot.Kvd} reads a command line; {@link io.quorate.boot.KvdConfig} is the
 * checked result, which is all that the wiring sees. Nothing but this package knows two adapters.
 */
package io.quorate.boot;
