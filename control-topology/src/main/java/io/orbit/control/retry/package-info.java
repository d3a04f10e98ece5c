/** The delayed retry topics as a timing wheel: one fixed delay per topic, so that its head is always the next one due. */
@NullMarked
package io.orbit.control.retry;

import org.jspecify.annotations.NullMarked;
