package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.json.CanonicalJson;
import io.orbit.schemas.json.JsonFault;
import io.orbit.schemas.json.Place;
import io.orbit.schemas.json.Pointers;
import io.orbit.schemas.json.Sourced;
import io.orbit.schemas.json.StrictJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** One JSON document, every {@code $ref} expanded, that knows where each of its parts was written. Immutable. */
public final class Bundle {
    private final JsonNode document;
    /** In the order of the text. */
    private final Map<String, Place> places;

    private final Map<String, Integer> ranks = new HashMap<>();

    private Bundle(JsonNode document, Map<String, Place> places) {
        this.document = document;
        this.places = places;
        places.keySet().forEach(pointer -> ranks.put(pointer, ranks.size()));
    }

    /**
     * A definition that came as text, where {@code $ref} has nothing to refer to.
     *
     * @throws InvalidDefinition when it is not JSON, too large, or has a {@code $ref} (REF_FORBIDDEN)
     */
    public static Bundle of(String text) {
        return ofText(() -> StrictJson.parse(text, ""));
    }

    /**
     * The same for bytes, which must be UTF-8.
     *
     * @throws InvalidDefinition as for text
     */
    public static Bundle of(byte[] bytes) {
        return of(bytes, "");
    }

    /**
     * The same for bytes that were read from somewhere.
     *
     * @param source names it in problems
     * @throws InvalidDefinition as for text
     */
    public static Bundle of(byte[] bytes, String source) {
        return ofText(() -> StrictJson.parse(bytes, source));
    }

    static Bundle of(Sourced tree) {
        Map<String, Place> places = new LinkedHashMap<>();
        return new Bundle(tree.toJson(places), places);
    }

    private static Bundle ofText(Supplier<Sourced> text) {
        Sourced tree;
        try {
            tree = text.get();
        } catch (JsonFault e) {
            throw new InvalidDefinition(List.of(Problem.at(e.place(), e.code(), "", e.reason(), "")));
        }
        List<Problem> problems = new ArrayList<>();
        findRefs(tree, "", problems);
        if (!problems.isEmpty()) {
            throw new InvalidDefinition(problems);
        }
        return of(tree);
    }

    private static void findRefs(Sourced value, String pointer, List<Problem> problems) {
        if (value instanceof Sourced.Fields object) {
            object.fields().forEach((name, child) -> {
                if (name.equals(BundleReader.REF)) {
                    problems.add(Problem.at(
                            child.place(),
                            ErrorCode.REF_FORBIDDEN,
                            Pointers.child(pointer, name),
                            "A definition that is sent as text cannot refer to files with $ref.",
                            "'orbit apply FILE' expands $ref before it sends."));
                }
                findRefs(child, Pointers.child(pointer, name), problems);
            });
        } else if (value instanceof Sourced.Items array) {
            for (int i = 0; i < array.items().size(); i++) {
                findRefs(array.items().get(i), Pointers.child(pointer, i), problems);
            }
        }
    }

    /** Read only: it is shared. */
    public JsonNode document() {
        return document;
    }

    /** JSON without whitespace, fields in the order of the text: fit to be sent. */
    public String json() {
        return CanonicalJson.compact(document);
    }

    /** Where the part at {@code pointer} was written; that of the nearest part around it when there is none. */
    public Place place(String pointer) {
        return places.getOrDefault(nearest(pointer), Place.UNKNOWN);
    }

    /** The place of the part in the order of the text, from 0. */
    int rank(String pointer) {
        return ranks.getOrDefault(nearest(pointer), 0);
    }

    private String nearest(String pointer) {
        String at = pointer;
        while (!places.containsKey(at) && !at.isEmpty()) {
            at = Pointers.parent(at);
        }
        return at;
    }
}
