/**
 * What only real processes can show: the distribution, as {@code package} left it, started on
 * loopback, killed, restarted and misused.
 *
 * <p>It knows {@code kvd} and {@code kvctl} as a user does, by their launchers, flags, pages and
 * exit codes, and by the Java client; it never imports the server. Start reading at {@link
 * io.quorate.deploy.LocalCluster}.
 */
package io.quorate.deploy;
