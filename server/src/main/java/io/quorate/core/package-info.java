/**
 * Ring 1: what decides. Pure machines: no clock, no chance, no thread, no I/O, no logging; the same
 * inputs give the same effects, always. It must not know rings 2 and 3, nor any library.
 *
 * <p>Start reading at {@link io.quorate.core.Machine}, then {@code core.engine} for the contract
 * that every consensus engine keeps, then {@code core.raft}.
 */
package io.quorate.core;
