/**
 * A development Vault: a small server with the part of Vault's HTTP interface that runners use. It stands beside the
 * connectors because their tests, {@code orbit dev} and {@code orbit demo} all need it, and it needs nothing but the JDK.
 */
@NullMarked
package io.orbit.connectors.credentials.dev;

import org.jspecify.annotations.NullMarked;
