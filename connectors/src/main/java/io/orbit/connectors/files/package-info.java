/** CSV, JSON, Parquet and Avro files. */
@NullMarked
package io.orbit.connectors.files;

import org.jspecify.annotations.NullMarked;
