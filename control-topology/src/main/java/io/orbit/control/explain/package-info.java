/** What a definition means, said before it runs. Pure. */
@NullMarked
package io.orbit.control.explain;

import org.jspecify.annotations.NullMarked;
