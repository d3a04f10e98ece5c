/** HTTP: what is asked, who answers it, and how a refusal looks (RFC 9457). */
@NullMarked
package io.orbit.api.http;

import org.jspecify.annotations.NullMarked;
