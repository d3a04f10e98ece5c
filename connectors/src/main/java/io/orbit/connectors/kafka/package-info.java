/** Reading from and producing to Kafka topics. */
@NullMarked
package io.orbit.connectors.kafka;

import org.jspecify.annotations.NullMarked;
