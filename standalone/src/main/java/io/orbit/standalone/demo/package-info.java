/** {@code orbit demo}: three runs on real data, shown as they happen. */
@NullMarked
package io.orbit.standalone.demo;

import org.jspecify.annotations.NullMarked;
