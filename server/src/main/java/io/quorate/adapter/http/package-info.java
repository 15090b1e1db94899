/**
 * The HTTP side door: probes for whoever watches over the process, and metrics for Prometheus.
 *
 * <p>One thread of its own, so that a scrape does not take time from the replica and a stuck
 * replica can still be reported. It knows no other adapter: what it answers is given to it as a
 * {@link io.quorate.adapter.http.Probe} and a {@link io.quorate.adapter.http.Page}. Start at {@link
 * io.quorate.adapter.http.HttpServer}.
 */
package io.quorate.adapter.http;
