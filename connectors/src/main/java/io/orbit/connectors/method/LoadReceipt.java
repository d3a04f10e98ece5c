package io.orbit.connectors.method;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a load put out, counted at the sink.
 *
 * @param rows rows that the sink holds because of this step in this run; -1 when the sink no longer knows
 * @param bytes size of them at the sink; -1 when unknown
 * @param replayed true when an earlier attempt had committed already and this one changed nothing
 * @param result the step's result: where the rows are and what the sink calls the commit
 */
public record LoadReceipt(long rows, long bytes, boolean replayed, JsonNode result) {}
