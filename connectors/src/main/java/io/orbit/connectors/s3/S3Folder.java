package io.orbit.connectors.s3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orbit.connectors.storage.Folders;
import io.orbit.connectors.storage.Place;
import io.orbit.connectors.storage.Staged;
import io.orbit.connectors.storage.StagedLoad;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.spark.sql.RuntimeConfig;

/**
 * A folder in a bucket. What is staged are uploads to where the files will be, with all their parts but not completed, so
 * that nobody sees them; a decision names them, and whoever publishes it completes them. The server completes an upload
 * once: a stale attempt cannot bring back a file that a later load has taken away, as a copy could.
 */
final class S3Folder implements Place {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PROTOCOL = "spark.sql.sources.commitProtocolClass";
    private static final String TURNS = "_orbit/_turns";

    private final Path root;
    private final Map<String, String> settings;
    private final Configuration conf;
    private final S3AFileSystem client;

    /** @param conf with the settings in it */
    S3Folder(Path root, Map<String, String> settings, Configuration conf) throws IOException {
        this.root = root;
        this.settings = settings;
        this.conf = conf;
        this.client = SharedS3A.client(root, conf);
    }

    @Override
    public String path() {
        return root.toString();
    }

    @Override
    public Optional<byte[]> read(String name) throws IOException {
        return S3Put.read(in(name), conf);
    }

    @Override
    public boolean put(String name, byte[] content) throws IOException {
        return S3Put.ifAbsent(in(name), content, conf);
    }

    @Override
    public List<String> names(String folder) throws IOException {
        try {
            return Arrays.stream(client.listStatus(in(folder)))
                    .filter(FileStatus::isFile)
                    .map(file -> file.getPath().getName())
                    .toList();
        } catch (FileNotFoundException e) {
            return List.of();
        }
    }

    @Override
    public List<String> dataFiles() throws IOException {
        List<String> files = new ArrayList<>();
        try {
            RemoteIterator<LocatedFileStatus> all = client.listFiles(root, true);
            while (all.hasNext()) {
                String name = all.next().getPath().toString().substring(path().length() + 1);
                if (Arrays.stream(name.split("/")).allMatch(Folders::visible)) {
                    files.add(name);
                }
            }
        } catch (FileNotFoundException e) {
            return List.of();
        }
        files.sort(null);
        return files;
    }

    @Override
    public Staged stage(StagedLoad load) throws IOException {
        String job = job(load);
        RuntimeConfig session = load.scope().spark().conf();
        session.set(PROTOCOL, UploadProtocol.class.getName());
        try {
            // The folder of an attempt is its own: there is nothing that would have to go first.
            load.writer().options(settings).mode("append").save(job);
        } finally {
            session.unset(PROTOCOL);
        }
        List<JsonNode> files = new ArrayList<>();
        UploadProtocol.committed(job).forEach(upload -> files.add(upload.json()));
        return new Staged(load.scope().rowsWrittenTo(job), files);
    }

    @Override
    public void discard(StagedLoad load, Staged staged) throws IOException {
        List<Upload> uploads = staged.files().stream().map(Upload::of).toList();
        new Uploading(client, root).abort(uploads);
        client.delete(new Path(job(load)), true);
    }

    @Override
    public void publish(JsonNode decision) throws IOException {
        String done = "_orbit/" + decision.path("run").asText() + "/"
                + decision.path("load").asText() + ".done";
        if (read(done).isPresent()) {
            return;
        }
        List<Upload> uploads = new ArrayList<>();
        decision.path("files").forEach(file -> uploads.add(Upload.of(file)));
        Uploading uploading = new Uploading(client, root);
        Set<String> gone = uploading.complete(uploads);
        List<String> removes = new ArrayList<>();
        decision.path("removes").forEach(name -> removes.add(name.asText()));
        uploading.delete(removes);
        if (!gone.isEmpty()) {
            removeThoseReplaced(gone);
        }
        if (!gone.isEmpty()) {
            throw new OrbitException(
                    ErrorCode.INPUT_MISSING,
                    "%d files of %s were written, but their uploads are gone, %s for one. Something outside of Orbit has aborted them, such as a rule of the bucket that ends uploads too early, or deleted the files. Start a new run."
                            .formatted(gone.size(), root, gone.iterator().next()));
        }
        S3Put.always(in(done), "{}".getBytes(StandardCharsets.UTF_8), conf);
        String hash = StagedLoad.hash(
                decision.path("run").asText(), decision.path("load").asText());
        uploading.clear(hash);
    }

    /** What a later load has taken away was there: somebody else had completed it. */
    private void removeThoseReplaced(Set<String> gone) throws IOException {
        List<String> turns = new ArrayList<>(names(TURNS));
        turns.sort(null);
        for (int turn = turns.size() - 1; turn >= 0 && !gone.isEmpty(); turn--) {
            Optional<byte[]> decision = read(TURNS + "/" + turns.get(turn));
            if (decision.isPresent()) {
                Set<String> removed = new HashSet<>();
                JSON.readTree(decision.get()).path("removes").forEach(name -> removed.add(name.asText()));
                gone.removeAll(removed);
            }
        }
    }

    private String job(StagedLoad load) {
        return path() + "/" + UploadProtocol.MAGIC + load.hash() + "-"
                + load.scope().fence();
    }

    private Path in(String name) {
        return new Path(root, name);
    }
}
