/** Credentials from Vault's KV version 2. */
@NullMarked
package io.orbit.connectors.credentials.vault;

import org.jspecify.annotations.NullMarked;
