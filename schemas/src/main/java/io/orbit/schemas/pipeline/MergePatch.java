package io.orbit.schemas.pipeline;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.json.JsonFault;
import io.orbit.schemas.json.Place;
import io.orbit.schemas.json.Sourced;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON Merge Patch (RFC 7396) over values that know their place. */
final class MergePatch {
    private MergePatch() {}

    /** @throws JsonFault DEFINITION_INVALID when {@code base} is not an object: nothing can lie over it */
    static Sourced apply(Sourced base, Sourced patch, Place ref) {
        if (!(base instanceof Sourced.Fields object)) {
            throw new JsonFault(
                    ErrorCode.DEFINITION_INVALID,
                    ref,
                    "Fields stand beside $ref, but it leads to a value that is no object and cannot take them.");
        }
        return merge(object, (Sourced.Fields) patch);
    }

    private static Sourced merge(Sourced.Fields base, Sourced.Fields patch) {
        Map<String, Sourced> merged = new LinkedHashMap<>(base.fields());
        patch.fields().forEach((name, value) -> {
            Sourced old = merged.get(name);
            if (value instanceof Sourced.Leaf leaf && leaf.value().isNull()) {
                merged.remove(name);
            } else if (value instanceof Sourced.Fields over) {
                Sourced.Fields under =
                        old instanceof Sourced.Fields fields ? fields : Sourced.Fields.of(Map.of(), over.place());
                merged.put(name, merge(under, over));
            } else {
                merged.put(name, value);
            }
        });
        return Sourced.Fields.of(merged, base.place());
    }
}
