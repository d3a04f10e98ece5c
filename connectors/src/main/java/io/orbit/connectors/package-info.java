/** The methods that a pipeline can name. */
@NullMarked
package io.orbit.connectors;

import org.jspecify.annotations.NullMarked;
