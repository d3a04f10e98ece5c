package io.orbit.schemas.pipeline;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.json.JsonFault;
import io.orbit.schemas.json.Place;
import io.orbit.schemas.json.Pointers;
import io.orbit.schemas.json.Sourced;
import io.orbit.schemas.json.StrictJson;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Joins a definition with the files that it refers to.
 *
 * <p>An object {@code {"$ref": "file.json#/pointer", …}} stands for the value at that place: the file is looked up
 * beside the referring one (without a file: in it), without a pointer the whole file is meant. Other fields of the
 * object are merged over the value (RFC 7396: null removes). Files lie under one root folder; no link leads out of it.
 */
public final class BundleReader {
    static final String REF = "$ref";
    static final int MAX_REF_DEPTH = 16;
    static final int MAX_FILES = 64;

    /** The place of a value: a file under the root, by its real path, and a pointer in it. */
    private record Target(Path file, String pointer) {}

    private final RootFolder root;
    private final Map<Path, Sourced> files = new HashMap<>();
    private final Map<Target, Sourced> resolved = new HashMap<>();
    private final Deque<Target> open = new ArrayDeque<>();
    private final List<Problem> problems = new ArrayList<>();
    private long bytes;

    private BundleReader(RootFolder root) {
        this.root = root;
    }

    /**
     * Reads with the parent of the file's own folder as root, so that {@code pipelines/a.json} may refer to
     * {@code ../connections/b.json}.
     *
     * @throws InvalidDefinition FILE_NOT_FOUND, REF_NOT_FOUND, REF_FORBIDDEN, REF_CYCLE, DEFINITION_TOO_LARGE,
     *     DEFINITION_NOT_JSON or DUPLICATE_FIELD
     */
    public static Bundle read(Path entry) {
        Path folder = entry.toAbsolutePath().normalize().getParent();
        Path parent = folder == null ? null : folder.getParent();
        return read(entry, parent != null ? parent : folder != null ? folder : entry.toAbsolutePath());
    }

    /**
     * @param root the folder that no {@code $ref} may leave
     * @throws InvalidDefinition as above
     */
    public static Bundle read(Path entry, Path root) {
        return new BundleReader(new RootFolder(entry, root)).bundle();
    }

    private Bundle bundle() {
        Sourced document;
        try {
            Path entry = root.entry();
            document = resolve(new Target(entry, ""), new Place(root.shown(entry), 0, 0), "");
        } catch (JsonFault e) {
            throw new InvalidDefinition(List.of(problem(e, "")));
        }
        if (!problems.isEmpty()) {
            throw new InvalidDefinition(problems);
        }
        return Bundle.of(document);
    }

    /**
     * The value at a target with nothing left to refer.
     *
     * @param from where it is referred to
     * @param at pointer into the bundle
     */
    private Sourced resolve(Target target, Place from, String at) {
        Sourced known = resolved.get(target);
        if (known != null) {
            return known;
        }
        if (open.contains(target)) {
            throw new JsonFault(ErrorCode.REF_CYCLE, from, "Files refer to each other in a circle: " + circle(target));
        }
        if (open.size() > MAX_REF_DEPTH) {
            throw new JsonFault(
                    ErrorCode.DEFINITION_TOO_LARGE, from, "$ref leads through more than 16 files or places.");
        }
        open.addLast(target);
        Sourced value = expand(find(target, from), target.file(), at);
        open.removeLast();
        resolved.put(target, value);
        return value;
    }

    private Sourced expand(Sourced value, Path file, String at) {
        if (value instanceof Sourced.Fields object) {
            return object.fields().containsKey(REF) ? follow(object, file, at) : expandFields(object, file, at);
        }
        if (value instanceof Sourced.Items array) {
            List<Sourced> items = new ArrayList<>();
            for (Sourced item : array.items()) {
                items.add(expand(item, file, Pointers.child(at, items.size())));
            }
            return bounded(Sourced.Items.of(items, array.place()));
        }
        return value;
    }

    private Sourced expandFields(Sourced.Fields object, Path file, String at) {
        Map<String, Sourced> fields = new LinkedHashMap<>();
        object.fields().forEach((name, child) -> fields.put(name, expand(child, file, Pointers.child(at, name))));
        return bounded(Sourced.Fields.of(fields, object.place()));
    }

    /** One bad reference does not hide the next: it is noted, and null stands in its place. */
    private Sourced follow(Sourced.Fields object, Path file, String at) {
        Map<String, Sourced> siblings = new LinkedHashMap<>(object.fields());
        Sourced ref = siblings.remove(REF);
        int depth = open.size();
        try {
            Sourced base = resolve(target(ref, file), ref.place(), at);
            Sourced overlay = expandFields(Sourced.Fields.of(siblings, object.place()), file, at);
            return siblings.isEmpty() ? base : bounded(MergePatch.apply(base, overlay, ref.place()));
        } catch (JsonFault e) {
            if (e.code() == ErrorCode.DEFINITION_TOO_LARGE) {
                throw e; // whatever else there is to find, it is too much
            }
            problems.add(problem(e, at));
            while (open.size() > depth) {
                open.removeLast();
            }
            return Sourced.Fields.of(Map.of(), object.place());
        }
    }

    private Target target(Sourced ref, Path from) {
        if (!(ref instanceof Sourced.Leaf leaf) || !leaf.value().isTextual()) {
            throw new JsonFault(
                    ErrorCode.REF_NOT_FOUND, ref.place(), "$ref must be a string such as \"file.json#/x\".");
        }
        String text = leaf.value().textValue();
        int hash = text.indexOf('#');
        String file = hash < 0 ? text : text.substring(0, hash);
        String pointer = hash < 0 ? "" : text.substring(hash + 1);
        if (!pointer.isEmpty() && !pointer.startsWith("/")) {
            throw new JsonFault(
                    ErrorCode.REF_NOT_FOUND,
                    ref.place(),
                    "After # in $ref stands a JSON pointer, which begins with /.");
        }
        return new Target(file.isEmpty() ? from : root.resolve(from, file, ref.place()), pointer);
    }

    private Sourced find(Target target, Place from) {
        Sourced value = file(target.file(), from);
        for (String part : Pointers.parts(target.pointer())) {
            Sourced child = null;
            if (value instanceof Sourced.Fields object) {
                child = object.fields().get(part);
            } else if (value instanceof Sourced.Items array && part.matches("0|[1-9][0-9]{0,8}")) {
                int index = Integer.parseInt(part);
                child = index < array.items().size() ? array.items().get(index) : null;
            }
            if (child == null) {
                throw new JsonFault(
                        ErrorCode.REF_NOT_FOUND, from, "There is nothing at '%s'.".formatted(shown(target)));
            }
            value = child;
        }
        return value;
    }

    private Sourced file(Path file, Place from) {
        Sourced known = files.get(file);
        if (known != null) {
            return known;
        }
        if (files.size() >= MAX_FILES) {
            throw new JsonFault(ErrorCode.DEFINITION_TOO_LARGE, from, "$ref leads to more than 64 files.");
        }
        byte[] content = root.content(file, from);
        bytes += content.length;
        if (bytes > StrictJson.MAX_BYTES) {
            throw tooLarge(from);
        }
        Sourced parsed = StrictJson.parse(content, root.shown(file));
        files.put(file, parsed);
        return parsed;
    }

    /** A few small files can refer to each other so often that the whole would fill any memory. */
    private static Sourced bounded(Sourced value) {
        if (value.size() > StrictJson.MAX_BYTES) {
            throw tooLarge(value.place());
        }
        if (value.depth() > StrictJson.MAX_DEPTH) {
            throw new JsonFault(
                    ErrorCode.DEFINITION_TOO_LARGE,
                    value.place(),
                    "With every $ref expanded, it is nested deeper than %d levels.".formatted(StrictJson.MAX_DEPTH));
        }
        return value;
    }

    private static JsonFault tooLarge(Place place) {
        return new JsonFault(
                ErrorCode.DEFINITION_TOO_LARGE,
                place,
                "With every $ref expanded, the definition has more than %,d bytes.".formatted(StrictJson.MAX_BYTES));
    }

    private String circle(Target again) {
        return open.stream()
                        .dropWhile(target -> !target.equals(again))
                        .map(this::shown)
                        .collect(Collectors.joining(" -> "))
                + " -> "
                + shown(again);
    }

    private String shown(Target target) {
        return root.shown(target.file()) + (target.pointer().isEmpty() ? "" : '#' + target.pointer());
    }

    private static Problem problem(JsonFault e, String pointer) {
        return Problem.at(e.place(), e.code(), pointer, e.reason(), "");
    }
}
