package io.orbit.standalone.bench;

import java.util.Arrays;

/** Durations in ns, collected by one thread at a time. */
final class Samples {
    private long[] nanos = new long[1024];
    private int size;

    synchronized void add(long duration) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, size * 2);
        }
        nanos[size++] = duration;
    }

    synchronized int size() {
        return size;
    }

    /** The value in ms below which the share {@code quantile} of the samples lies (nearest rank); NaN without samples. */
    synchronized double ms(double quantile) {
        if (size == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(quantile * size) - 1;
        return sorted[Math.max(0, Math.min(rank, size - 1))] / 1e6;
    }
}
