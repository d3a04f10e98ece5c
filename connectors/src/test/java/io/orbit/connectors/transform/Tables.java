package io.orbit.connectors.transform;

import static io.orbit.connectors.engine.Segments.segment;

import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.engine.Segments;
import io.orbit.connectors.storage.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Inputs of a step under test, each a file of JSON documents, and what the step makes of them. */
public final class Tables {
    private final Path data;
    private final SegmentEngine engine;
    private final Map<String, String> schemas = new LinkedHashMap<>();
    private String connections = "{}";
    private static int folders;

    public Tables(Path data, SegmentEngine engine) {
        this.data = data;
        this.engine = engine;
    }

    /**
     * @param columns with their SQL types, as JSON; single quotes for double ones
     * @param rows JSON documents, in the same way
     */
    public Tables with(String name, String columns, String... rows) throws IOException {
        Files.writeString(
                data.resolve(name + ".json"),
                String.join("\n", rows).replace('\'', '"') + (rows.length == 0 ? "" : "\n"));
        schemas.put(name, columns);
        return this;
    }

    public Tables connections(String object) {
        connections = object;
        return this;
    }

    /** The steps that read the tables. */
    public Segments reading() {
        Segments segment = segment().connections(connections);
        schemas.forEach((name, columns) -> segment.step(
                name, "ExtractMethods.json", "{'with':{'path':'%s.json','schema':%s}}".formatted(name, columns)));
        return segment;
    }

    /** What the step leaves, as JSON documents with single quotes, sorted. */
    public List<String> rows(String method, String spec) throws IOException {
        String folder = "rows-" + folders++;
        reading()
                .step("step", "UserMethods." + method, spec)
                .step(
                        "load",
                        "LoadMethods.json",
                        "{'inputs':['step'],'with':{'path':'%s','skipNulls':false}}".formatted(folder))
                .on(engine);
        return lines(folder);
    }

    public List<String> lines(String folder) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : Folders.dataFiles(data.resolve(folder))) {
            Files.readAllLines(file).forEach(line -> lines.add(line.replace('"', '\'')));
        }
        lines.sort(null);
        return lines;
    }

    /** What is heard of the step until it fails. */
    public Segments.Heard failing(String method, String spec) {
        return reading().step("step", "UserMethods." + method, spec).failingOn(engine);
    }

    /** What is heard of the step, whose rows nobody reads. */
    public Segments.Heard heard(String method, String spec) {
        return reading().step("step", "UserMethods." + method, spec).on(engine);
    }
}
