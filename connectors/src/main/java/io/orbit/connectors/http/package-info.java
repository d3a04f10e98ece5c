/** HTTP services as source and sink, and what every call over HTTP shares: signing, pace, retries, bounds. */
@NullMarked
package io.orbit.connectors.http;

import org.jspecify.annotations.NullMarked;
