/** Reading from and loading into PostgreSQL. */
@NullMarked
package io.orbit.connectors.postgres;

import org.jspecify.annotations.NullMarked;
