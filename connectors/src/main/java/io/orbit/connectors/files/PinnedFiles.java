package io.orbit.connectors.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.storage.Hashes;
import io.orbit.connectors.storage.Location;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The files that a run reads: those that its first attempt found, as they were then. Files that come later belong to a
 * later run; one that has changed since fails the step, because nobody could say what was read.
 *
 * <p>Which files below a folder are data is Spark's rule: those in it, and those in partition folders ({@code day=…})
 * below it; what starts with {@code _} or {@code .} is not.
 */
final class PinnedFiles {
    private static final int NAMED = 3;

    private PinnedFiles() {}

    /** A place that the path matched, a file or a folder, with the files found there. */
    record Root(String path, List<String> files) {
        /** Where partition folders start. */
        String base() {
            return files.equals(List.of(path)) ? path.substring(0, path.lastIndexOf('/') + 1) : path;
        }
    }

    /**
     * The places with their files, by path. Also says in the step's result what is read.
     *
     * @throws OrbitException SOURCE_NOT_FOUND when nothing matches; SOURCE_CHANGED when a file of the first attempt is gone
     *     or has another size, time or etag
     * @throws IOException when the files cannot be listed, or the list not be kept
     */
    static List<Root> of(StepScope scope, Location location) throws Exception {
        Configuration conf = location.hadoop(scope.spark());
        Path pattern = new Path(location.path());
        boolean[] found = new boolean[1];
        JsonNode pinned = scope.pinned("files", () -> {
            found[0] = true;
            return find(pattern, conf);
        });
        if (!found[0]) {
            check(pinned, conf);
        }
        say(scope, pinned);
        List<Root> roots = new ArrayList<>();
        for (JsonNode root : pinned) {
            List<String> files = new ArrayList<>();
            root.path("files").forEach(file -> files.add(file.path("path").asText()));
            roots.add(new Root(root.path("root").asText(), files));
        }
        return roots;
    }

    private static ArrayNode find(Path pattern, Configuration conf) throws IOException {
        FileSystem system = pattern.getFileSystem(conf);
        FileStatus[] matches = system.globStatus(pattern);
        if (matches == null || matches.length == 0) {
            throw new OrbitException(
                    ErrorCode.SOURCE_NOT_FOUND, "there is no file or folder %s. Check 'path'.".formatted(pattern));
        }
        ArrayNode roots = JsonNodeFactory.instance.arrayNode();
        for (FileStatus match : matches) {
            List<FileStatus> files = new ArrayList<>();
            collect(system, match, files);
            files.sort(Comparator.comparing(file -> file.getPath().toString()));
            ArrayNode list =
                    roots.addObject().put("root", match.getPath().toString()).putArray("files");
            files.forEach(file -> list.add(described(file)));
        }
        return roots;
    }

    private static void collect(FileSystem system, FileStatus place, List<FileStatus> files) throws IOException {
        if (place.isFile()) {
            files.add(place);
            return;
        }
        for (FileStatus child : system.listStatus(place.getPath())) {
            String name = child.getPath().getName();
            boolean partition = name.contains("=") && !name.startsWith(".");
            if (child.isDirectory() ? partition : !name.startsWith("_") && !name.startsWith(".")) {
                collect(system, child, files);
            }
        }
    }

    private static ObjectNode described(FileStatus file) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("path", file.getPath().toString())
                .put("bytes", file.getLen())
                .put("modified", file.getModificationTime());
        return file instanceof EtagSource tagged && tagged.getEtag() != null
                ? node.put("etag", tagged.getEtag())
                : node;
    }

    private static void check(JsonNode pinned, Configuration conf) throws IOException {
        List<String> changed = new ArrayList<>();
        for (JsonNode root : pinned) {
            for (JsonNode file : root.path("files")) {
                // As text: numbers that were read back are of another Java type.
                if (!file.toString()
                        .equals(now(new Path(file.path("path").asText()), conf).toString())) {
                    changed.add(file.path("path").asText());
                }
            }
        }
        if (!changed.isEmpty()) {
            throw new OrbitException(
                    ErrorCode.SOURCE_CHANGED,
                    "%d of the files that the run's first attempt found have changed or are gone: %s%s. Start a new run to read what is there now."
                            .formatted(
                                    changed.size(),
                                    String.join(", ", changed.subList(0, Math.min(NAMED, changed.size()))),
                                    changed.size() > NAMED ? ", …" : ""));
        }
    }

    private static JsonNode now(Path file, Configuration conf) throws IOException {
        try {
            return described(file.getFileSystem(conf).getFileStatus(file));
        } catch (FileNotFoundException e) {
            return JsonNodeFactory.instance.nullNode();
        }
    }

    private static void say(StepScope scope, JsonNode pinned) {
        long files = 0;
        long bytes = 0;
        for (JsonNode root : pinned) {
            files += root.path("files").size();
            for (JsonNode file : root.path("files")) {
                bytes += file.path("bytes").asLong();
            }
        }
        scope.info("reads %d files, %d bytes, as the run's first attempt found them".formatted(files, bytes));
        scope.result(JsonNodeFactory.instance
                .objectNode()
                .put("files", files)
                .put("bytes", bytes)
                .put("fingerprint", Hashes.sha256(pinned.toString())));
    }
}
