/** Finds methods by name, binds their parameters, and prints the catalogue. */
@NullMarked
package io.orbit.connectors.registry;

import org.jspecify.annotations.NullMarked;
