/** Rules that rows must keep. */
@NullMarked
package io.orbit.connectors.rules;

import org.jspecify.annotations.NullMarked;
