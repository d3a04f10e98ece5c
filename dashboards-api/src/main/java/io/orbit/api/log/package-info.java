/** What is read from the topics themselves, and the one way in which something is written to them. */
@NullMarked
package io.orbit.api.log;

import org.jspecify.annotations.NullMarked;
