/** What a runner sees of the connectors: a segment goes in, what its steps did comes out. */
@NullMarked
package io.orbit.connectors.api;

import org.jspecify.annotations.NullMarked;
