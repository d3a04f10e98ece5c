/** Rebuilds all state from the event log alone, and compares it with the live stores. */
@NullMarked
package io.orbit.control.replay;

import org.jspecify.annotations.NullMarked;
