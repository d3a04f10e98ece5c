/** The only place that touches Kafka Streams: records in, the core's decision, records out, in one transaction. */
@NullMarked
package io.orbit.control.topology;

import org.jspecify.annotations.NullMarked;
