package io.orbit.connectors.kafka;

import java.io.Serializable;
import java.util.Map;

/**
 * One attempt of one load, as its tasks know it.
 *
 * @param key under which the ledger remembers the load; the same in every attempt
 * @param ledger where that is
 * @param writers in how many parts the rows come
 * @param since offset in the ledger up to which {@code committed} was read
 * @param committed parts that earlier attempts have committed
 */
record Delivery(
        KafkaCluster cluster,
        String key,
        long fence,
        LedgerPlace ledger,
        int writers,
        int transactionTimeoutMs,
        long since,
        Map<Integer, Marker> committed)
        implements Serializable {

    /**
     * What the ledger keeps of a committed part.
     *
     * @param rows how many records were sent
     * @param bytes of their keys and values
     */
    record Marker(long rows, long bytes) implements Serializable {}

    /** The only partition of the ledger's topic in which this load's records are. */
    record LedgerPlace(String topic, int partition) implements Serializable {}

    /** The same in every attempt, so that a new attempt's producer shuts out the old one. */
    String transactionalId(int part) {
        return key + "/" + part;
    }
}
