/** An example of methods that are not Orbit's own. */
@NullMarked
package io.orbit.examples.plugin;

import org.jspecify.annotations.NullMarked;
