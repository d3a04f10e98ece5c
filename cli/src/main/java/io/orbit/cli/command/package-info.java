/** One class per command of {@code orbit}. */
@NullMarked
package io.orbit.cli.command;

import org.jspecify.annotations.NullMarked;
