/** A Kafka broker inside this JVM. */
@NullMarked
package io.orbit.standalone.broker;

import org.jspecify.annotations.NullMarked;
