/** All of Orbit in one JVM: a real broker, the server, a runner. The one composition root. */
@NullMarked
package io.orbit.standalone;

import org.jspecify.annotations.NullMarked;
