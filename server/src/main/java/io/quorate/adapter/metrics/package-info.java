/**
 * What an operator measures: names after etcd's where the meaning is the same, under {@code
 * quorate_}. It knows no other adapter: each tells its numbers to whoever {@code boot} put there.
 * Start at {@link io.quorate.adapter.metrics.NodeMetrics}.
 */
package io.quorate.adapter.metrics;
