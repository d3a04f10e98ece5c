package io.orbit.connectors.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.MethodKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an earlier attempt of the segment has left, and so what this one need not do: a step whose data set is committed
 * is read and not made again, and neither are the steps that only it needs.
 */
final class Reuse {
    private final Map<String, JsonNode> committed = new HashMap<>();
    private final Set<String> needed = new HashSet<>();

    private Reuse() {}

    static Reuse of(Flow flow) {
        List<Link> links = flow.links;
        Reuse reuse = new Reuse();
        for (Link link : links) {
            if (link.output() && link.method().about().kind() != MethodKind.LOAD) {
                JsonNode reference = DataSets.find(flow, link.id());
                if (reference != null) {
                    reuse.committed.put(link.id(), reference);
                }
            }
        }
        Set<String> read = new HashSet<>();
        for (int at = links.size() - 1; at >= 0; at--) {
            Link link = links.get(at);
            if (reuse.committed.containsKey(link.id())) {
                continue;
            }
            boolean leaf = links.stream().noneMatch(other -> other.inputs().containsValue(link.id()));
            if (leaf || link.output() || read.contains(link.id())) {
                reuse.needed.add(link.id());
                read.addAll(link.inputs().values());
            }
        }
        return reuse;
    }

    boolean committed(String step) {
        return committed.containsKey(step);
    }

    /** Reference of a committed data set. */
    JsonNode reference(String step) {
        return java.util.Objects.requireNonNull(committed.get(step), "committed(step) is asked first");
    }

    boolean needed(String step) {
        return needed.contains(step);
    }
}
