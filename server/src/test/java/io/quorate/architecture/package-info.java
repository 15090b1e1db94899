/**
 * The rules of the house as tests. {@link io.quorate.architecture.Laws} lists them; the classes in
 * packages that end in {@code offender} break them on purpose and are used by nothing else.
 */
package io.quorate.architecture;
