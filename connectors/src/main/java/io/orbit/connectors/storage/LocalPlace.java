package io.orbit.connectors.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder of a file system: what is staged lies in {@code _orbit/}, which readers skip, and is moved at its turn. */
final class LocalPlace implements Place {
    private final Path folder;

    LocalPlace(Path folder) {
        this.folder = folder;
    }

    @Override
    public String path() {
        return folder.toString();
    }

    @Override
    public Optional<byte[]> read(String name) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(folder.resolve(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean put(String name, byte[] content) throws IOException {
        return WriteOnce.put(folder.resolve(name), content);
    }

    @Override
    public List<String> names(String below) throws IOException {
        Path place = folder.resolve(below);
        if (!Files.isDirectory(place)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(place)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Override
    public List<String> dataFiles() throws IOException {
        return Folders.dataFiles(folder).stream()
                .map(file -> folder.relativize(file).toString())
                .toList();
    }

    @Override
    public Staged stage(StagedLoad load) throws IOException {
        Path staging = staging(load);
        load.writer().mode("overwrite").save(staging.toString());
        long rows = load.scope().rowsWrittenTo(staging.toString());
        List<JsonNode> files = new ArrayList<>();
        for (Path file : Folders.dataFiles(staging)) {
            String staged = file.getFileName().toString();
            String extension = staged.contains(".") ? staged.substring(staged.indexOf('.')) : "";
            Path from = staging.relativize(file);
            Path to = from.resolveSibling("part-%s-%05d%s".formatted(load.hash(), files.size(), extension));
            files.add(JsonNodeFactory.instance
                    .objectNode()
                    .put("from", from.toString())
                    .put("to", to.toString())
                    .put("bytes", Files.size(file)));
        }
        return new Staged(rows, files);
    }

    @Override
    public void discard(StagedLoad load, Staged staged) throws IOException {
        Folders.delete(staging(load));
    }

    @Override
    public void publish(JsonNode decision) throws IOException {
        Path staging = folder.resolve("_orbit")
                .resolve(decision.path("run").asText())
                .resolve(decision.path("staging").asText());
        for (JsonNode file : decision.path("files")) {
            Path from = staging.resolve(file.path("from").asText());
            Path to = folder.resolve(file.path("to").asText());
            if (Files.exists(from)) {
                Files.createDirectories(to.getParent());
                move(from, to);
            }
        }
        for (JsonNode old : decision.path("removes")) {
            Files.deleteIfExists(folder.resolve(old.asText()));
        }
        Folders.delete(staging);
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            if (Files.exists(from)) {
                throw e;
            }
            // Somebody else has moved it in the meantime.
        }
    }

    private Path staging(StagedLoad load) {
        return folder.resolve("_orbit").resolve(load.scope().runId()).resolve(load.staging());
    }
}
