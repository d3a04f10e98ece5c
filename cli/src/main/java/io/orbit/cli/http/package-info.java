/** Talks to an Orbit server: where it is, what is asked, and what a refusal means for the exit code. */
@NullMarked
package io.orbit.cli.http;

import org.jspecify.annotations.NullMarked;
