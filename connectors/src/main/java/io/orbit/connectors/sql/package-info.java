/** What the connectors of all SQL databases have in common: checked SQL text, split reads, loads with a ledger. */
@NullMarked
package io.orbit.connectors.sql;

import org.jspecify.annotations.NullMarked;
