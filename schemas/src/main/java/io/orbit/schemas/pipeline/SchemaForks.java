package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.orbit.schemas.json.Pointers;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Of what {@code anyOf} and {@code oneOf} say, keeps what concerns the form that the author meant. A validator that
 * finds no form fitting complains of all of them.
 */
final class SchemaForks {
    private static final Set<String> FORKS = Set.of("anyOf", "oneOf");

    /** After these a part of the way is a name, not a keyword. */
    private static final Set<String> NAMES_FOLLOW =
            Set.of("properties", "patternProperties", "$defs", "dependentSchemas");

    /** Keywords that lead one level down in the value. */
    private static final Set<String> DESCEND = Set.of(
            "properties",
            "patternProperties",
            "additionalProperties",
            "items",
            "prefixItems",
            "contains",
            "unevaluatedProperties",
            "unevaluatedItems");

    private final Predicate<SchemaFault> forgiven;

    /** @param forgiven faults that do not count, so that a form which has no others fits after all */
    SchemaForks(Predicate<SchemaFault> forgiven) {
        this.forgiven = forgiven;
    }

    List<SchemaFault> meant(Collection<SchemaFault> faults) {
        return meant(faults, 0);
    }

    private List<SchemaFault> meant(Collection<SchemaFault> faults, int from) {
        List<SchemaFault> plain = new ArrayList<>();
        Map<String, List<SchemaFault>> forks = new LinkedHashMap<>();
        Map<String, Integer> depth = new LinkedHashMap<>();
        for (SchemaFault fault : faults) {
            int fork = forkAt(fault.path(), from);
            if (fork >= 0) {
                String key = fault.path().subList(0, fork + 1) + " " + valueAt(fault, fork);
                forks.computeIfAbsent(key, k -> new ArrayList<>()).add(fault);
                depth.put(key, fork);
            } else if (!forgiven.test(fault)) {
                plain.add(fault);
            }
        }
        forks.forEach((key, group) -> plain.addAll(decide(group, depth.getOrDefault(key, 0))));
        return plain;
    }

    private List<SchemaFault> decide(List<SchemaFault> group, int fork) {
        Map<Integer, List<SchemaFault>> forms = new TreeMap<>();
        for (SchemaFault fault : group) {
            if (fault.path().size() > fork + 1) {
                int form = Integer.parseInt(fault.path().get(fork + 1));
                forms.computeIfAbsent(form, k -> new ArrayList<>()).add(fault);
            }
        }
        if (forms.isEmpty()) {
            return group; // oneOf itself: more than one form fits
        }
        String value = valueAt(group.get(0), fork);
        List<List<SchemaFault>> left = new ArrayList<>();
        for (List<SchemaFault> form : forms.values()) {
            List<SchemaFault> real = meant(form, fork + 2);
            if (real.isEmpty()) {
                return List.of();
            }
            left.add(real);
        }
        List<List<SchemaFault>> ofType =
                left.stream().filter(form -> !hasWrongType(form, value)).toList();
        return ofType.isEmpty()
                ? List.of(noneOfTheTypes(left, value))
                : ofType.stream()
                        .min(Comparator.comparingInt((List<SchemaFault> form) -> otherKind(form, value))
                                .thenComparingInt(List::size))
                        .orElseThrow();
    }

    /** 1 when a field that tells the forms apart (a {@code const}, an {@code enum}) says that another form is meant. */
    private static int otherKind(List<SchemaFault> form, String value) {
        return form.stream()
                        .anyMatch(fault -> (fault.keyword().equals("const")
                                        || fault.keyword().equals("enum"))
                                && Pointers.parent(fault.instance()).equals(value)
                                && !fault.instance().equals(value))
                ? 1
                : 0;
    }

    private static boolean hasWrongType(List<SchemaFault> form, String value) {
        return form.stream().anyMatch(fault -> isWrongType(fault, value));
    }

    private static boolean isWrongType(SchemaFault fault, String value) {
        return fault.keyword().equals("type") && fault.instance().equals(value);
    }

    /** One fault that names the types of all forms. */
    private static SchemaFault noneOfTheTypes(List<List<SchemaFault>> forms, String value) {
        ArrayNode types = JsonNodeFactory.instance.arrayNode();
        SchemaFault first = forms.get(0).get(0);
        for (List<SchemaFault> form : forms) {
            for (SchemaFault fault : form) {
                if (isWrongType(fault, value)) {
                    first = fault;
                    if (fault.limit().isArray()) {
                        fault.limit().forEach(types::add);
                    } else {
                        types.add(fault.limit());
                    }
                }
            }
        }
        return new SchemaFault("type", value, first.path(), types, first.around(), first.value(), "");
    }

    private static int forkAt(List<String> path, int from) {
        BitSet keywords = keywords(path);
        for (int i = from; i < path.size(); i++) {
            if (keywords.get(i) && FORKS.contains(path.get(i))) {
                return i;
            }
        }
        return -1;
    }

    /** Pointer to the value that stands at the fork. */
    private static String valueAt(SchemaFault fault, int fork) {
        BitSet keywords = keywords(fault.path());
        int levels = 0;
        for (int i = 0; i < fork; i++) {
            levels += keywords.get(i) && DESCEND.contains(fault.path().get(i)) ? 1 : 0;
        }
        List<String> parts = Pointers.parts(fault.instance());
        String value = "";
        for (String part : parts.subList(0, Math.min(levels, parts.size()))) {
            value = Pointers.child(value, part);
        }
        return value;
    }

    /** Which parts of the way are keywords and not names. */
    private static BitSet keywords(List<String> path) {
        BitSet keywords = new BitSet(path.size());
        for (int i = 0; i < path.size(); i++) {
            keywords.set(i, i == 0 || !keywords.get(i - 1) || !NAMES_FOLLOW.contains(path.get(i - 1)));
        }
        return keywords;
    }
}
