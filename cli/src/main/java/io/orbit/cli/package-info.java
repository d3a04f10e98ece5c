/** The {@code orbit} command: an HTTP client of the server, and validation that needs no server. */
@NullMarked
package io.orbit.cli;

import org.jspecify.annotations.NullMarked;
