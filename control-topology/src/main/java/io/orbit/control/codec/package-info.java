/** Between the core's values and bytes: events and rows as Avro, requests and reports as commands, JSON as plans. */
@NullMarked
package io.orbit.control.codec;

import org.jspecify.annotations.NullMarked;
