package io.orbit.standalone.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One measured figure.
 *
 * @param value in {@code unit}
 * @param floor the physical limit, measured in the same run, in the same unit; NaN when there is none
 * @param samples the distribution behind it; null when there is none
 * @param more further figures by name
 */
record Figure(
        String name,
        double value,
        String unit,
        double floor,
        @Nullable Samples samples,
        Map<String, Object> more) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A median in ms with its distribution. */
    static Figure median(String name, Samples samples, double floor) {
        return new Figure(name, samples.ms(0.5), "ms", floor, samples, Map.of());
    }

    /** The same with the limit that it is compared with. */
    Figure over(double limit) {
        return new Figure(name, value, unit, limit, samples, more);
    }

    Figure with(String key, Object figure) {
        Map<String, Object> longer = new LinkedHashMap<>(more);
        longer.put(key, figure);
        return new Figure(name, value, unit, floor, samples, longer);
    }

    ObjectNode json() {
        ObjectNode node = JSON.createObjectNode();
        node.put("name", name);
        node.put("value", rounded(value));
        node.put("unit", unit);
        if (!Double.isNaN(floor)) {
            node.put("floor", rounded(floor));
            node.put("ratio", rounded(value / floor));
        }
        if (samples != null) {
            node.put("p50", rounded(samples.ms(0.5)));
            node.put("p95", rounded(samples.ms(0.95)));
            node.put("p99", rounded(samples.ms(0.99)));
            node.put("samples", samples.size());
        }
        more.forEach((key, figure) -> node.set(key, JSON.valueToTree(figure)));
        return node;
    }

    /** For people. */
    String line() {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-22s %12s", name, amount(value)));
        if (!Double.isNaN(floor)) {
            line.append(String.format(Locale.ROOT, "  floor %12s  ratio %5.2f", amount(floor), value / floor));
        }
        if (samples != null) {
            line.append(String.format(
                    Locale.ROOT,
                    "  p50 %.1f  p95 %.1f  p99 %.1f ms  (%d samples)",
                    samples.ms(0.5),
                    samples.ms(0.95),
                    samples.ms(0.99),
                    samples.size()));
        }
        more.forEach((key, figure) -> line.append(System.lineSeparator())
                .append("    ")
                .append(key)
                .append(": ")
                .append(figure));
        return line.toString();
    }

    private String amount(double number) {
        return String.format(Locale.ROOT, number < 100 ? "%.2f %s" : "%.0f %s", number, unit);
    }

    static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
