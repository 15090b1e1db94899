/** Breaks the laws of ring 1 on purpose, to show that they can be broken. */
package io.quorate.core.offender;
