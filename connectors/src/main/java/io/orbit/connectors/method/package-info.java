/** What a method is written against: its annotations, its scope, its inputs and what it answers. */
@NullMarked
package io.orbit.connectors.method;

import org.jspecify.annotations.NullMarked;
