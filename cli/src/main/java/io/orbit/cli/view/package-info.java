/** Turns answers of the server into text: tables, times, colours, the live view of a run. */
@NullMarked
package io.orbit.cli.view;

import org.jspecify.annotations.NullMarked;
