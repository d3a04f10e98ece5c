/** Methods that work without Spark. */
@NullMarked
package io.orbit.connectors.light;

import org.jspecify.annotations.NullMarked;
