/** The server: the control plane, what is read from its stores and from the log, and HTTP around both. */
@NullMarked
package io.orbit.api;

import org.jspecify.annotations.NullMarked;
