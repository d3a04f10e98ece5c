package io.orbit.connectors.credentials.dev;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which token may do what, by path. The longest rule that fits counts, and one that denies wins over all. */
final class Policies {
    static final String ROOT = "root";
    static final String DEFAULT = "default";

    private final Map<String, Map<String, Set<String>>> byName = new TreeMap<>();

    Policies() {
        byName.put(
                DEFAULT,
                Map.of(
                        "auth/token/lookup-self", Set.of("read"),
                        "auth/token/renew-self", Set.of("update"),
                        "auth/token/revoke-self", Set.of("update")));
    }

    /** @param rules {@code {"path": {"kv/data/*": {"capabilities": ["read"]}}}}, the JSON form of a policy */
    boolean put(String name, JsonNode rules) {
        if (!rules.path("path").isObject()) {
            return false;
        }
        Map<String, Set<String>> paths = new LinkedHashMap<>();
        rules.path("path").properties().forEach(rule -> {
            Set<String> capabilities = new TreeSet<>();
            rule.getValue().path("capabilities").forEach(each -> capabilities.add(each.asText()));
            paths.put(rule.getKey(), capabilities);
        });
        byName.put(name, paths);
        return true;
    }

    boolean allow(Iterable<String> names, String capability, String path) {
        Set<String> capabilities = new TreeSet<>();
        String best = "";
        for (String name : names) {
            if (name.equals(ROOT)) {
                return true;
            }
            for (Map.Entry<String, Set<String>> rule :
                    byName.getOrDefault(name, Map.of()).entrySet()) {
                if (!fits(rule.getKey(), path) || rule.getKey().length() < best.length()) {
                    continue;
                }
                if (rule.getKey().length() > best.length()) {
                    capabilities.clear();
                    best = rule.getKey();
                }
                capabilities.addAll(rule.getValue());
            }
        }
        return capabilities.contains(capability) && !capabilities.contains("deny");
    }

    /** {@code +} stands for one part of a path, {@code *} at the end for any rest. */
    private static boolean fits(String rule, String path) {
        boolean open = rule.endsWith("*");
        String start = open ? rule.substring(0, rule.length() - 1) : rule;
        StringBuilder pattern = new StringBuilder();
        for (String part : start.split("(?<=/)|(?=/)", -1)) {
            pattern.append(part.equals("+") ? "[^/]+" : Pattern.quote(part));
        }
        return Pattern.matches(pattern + (open ? ".*" : ""), path);
    }
}
