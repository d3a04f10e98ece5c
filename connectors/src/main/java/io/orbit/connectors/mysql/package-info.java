/** Reading from and loading into MySQL and MariaDB. */
@NullMarked
package io.orbit.connectors.mysql;

import org.jspecify.annotations.NullMarked;
