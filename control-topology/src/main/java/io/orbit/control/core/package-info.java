/**
 * The rules. {@code decide(scope, command)} gives facts, {@code evolve(scope, event)} applies them, {@code effects(event)}
 * says what the world must hear. No clock, randomness, I/O, logger or framework: time and ids come in with the command.
 */
@NullMarked
package io.orbit.control.core;

import org.jspecify.annotations.NullMarked;
