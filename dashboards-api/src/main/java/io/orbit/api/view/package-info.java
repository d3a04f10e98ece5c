/** What the HTTP interface shows, as records that are written as JSON field by field. */
@NullMarked
package io.orbit.api.view;

import org.jspecify.annotations.NullMarked;
