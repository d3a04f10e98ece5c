package io.orbit.connectors.s3;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BulkDelete;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.s3a.AWSBadRequestException;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.fs.s3a.WriteOperations;
import org.apache.hadoop.fs.s3a.commit.files.SinglePendingCommit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** What is done with the uploads into one folder, and with its files. */
final class Uploading {
    /** Where s3a leaves what it knows of an upload: beside the file that was written. */
    private static final String PENDING = ".pending";

    private static final Logger LOG = LoggerFactory.getLogger(Uploading.class);

    private final S3AFileSystem client;
    private final Path root;
    private final WriteOperations requests;

    Uploading(S3AFileSystem client, Path root) throws IOException {
        this.client = client;
        this.root = root;
        this.requests = client.createWriteOperationHelper(
                client.getAuditSpanSource().createSpan("orbit_publish", root.toString(), null));
    }

    /**
     * What was uploaded through a stream that is closed.
     *
     * @param file as it was handed to Spark, below the folder of the attempt
     * @param to where it will be, below the folder of the load
     */
    static Upload finished(Path file, String to, Configuration conf) throws IOException {
        SinglePendingCommit pending = pending(SharedS3A.client(file, conf), file.suffix(PENDING));
        List<String> tags = new ArrayList<>();
        pending.getEtags().forEach(tag -> tags.add(tag.getEtag()));
        return new Upload(to, pending.getUploadId(), tags, pending.getLength());
    }

    /** Aborts what a task that failed has uploaded; what cannot be aborted is left to {@link #clear}. */
    static void abandon(Path file, Configuration conf) {
        try {
            S3AFileSystem client = SharedS3A.client(file, conf);
            SinglePendingCommit pending = pending(client, file.suffix(PENDING));
            new Uploading(client, file.getParent()).abort(pending.getDestinationKey(), pending.getUploadId());
        } catch (FileNotFoundException e) {
            LOG.debug("{} was not uploaded", file);
        } catch (IOException e) {
            LOG.info("{} was not aborted", file, e);
        }
    }

    /**
     * Completes uploads, whoever completes them as well.
     *
     * @return those that are not there: neither as an upload nor as a file
     */
    Set<String> complete(List<Upload> uploads) throws IOException {
        Set<String> gone = ConcurrentHashMap.newKeySet();
        Together.run(uploads, upload -> {
            if (!complete(upload)) {
                gone.add(upload.to());
            }
        });
        return gone;
    }

    private boolean complete(Upload upload) throws IOException {
        List<CompletedPart> parts = IntStream.range(0, upload.tags().size())
                .mapToObj(part -> CompletedPart.builder()
                        .partNumber(part + 1)
                        .eTag(upload.tags().get(part))
                        .build())
                .toList();
        try {
            requests.commitUpload(key(upload.to()), upload.id(), parts, upload.bytes());
            return true;
        } catch (FileNotFoundException | AWSBadRequestException e) {
            // The server no longer has it, or no longer its parts: done, or gone.
            return there(upload);
        }
    }

    private boolean there(Upload upload) throws IOException {
        try {
            return client.getFileStatus(new Path(root, upload.to())).getLen() == upload.bytes();
        } catch (FileNotFoundException e) {
            return false;
        }
    }

    /** Aborts uploads, if they are there. */
    void abort(List<Upload> uploads) throws IOException {
        Together.run(uploads, upload -> abort(key(upload.to()), upload.id()));
    }

    private void abort(String key, String id) throws IOException {
        try {
            requests.abortMultipartCommit(key, id);
        } catch (FileNotFoundException e) {
            LOG.debug("upload {} of {} is gone already", id, key);
        }
    }

    /** Deletes files, if they are there. */
    void delete(List<String> names) throws IOException {
        if (names.isEmpty()) {
            return;
        }
        try (BulkDelete bulk = client.createBulkDelete(root)) {
            for (int from = 0; from < names.size(); from += bulk.pageSize()) {
                List<Path> page = names.subList(from, Math.min(names.size(), from + bulk.pageSize())).stream()
                        .map(name -> new Path(root, name))
                        .toList();
                var refused = bulk.bulkDelete(page);
                if (!refused.isEmpty()) {
                    throw new IOException("%s was not deleted: %s"
                            .formatted(refused.get(0).getKey(), refused.get(0).getValue()));
                }
            }
        }
    }

    /**
     * Takes away what attempts of a load have left that a decision has been made about and carried out: none of it can ever
     * be published. Litter that stays is no failure.
     *
     * @param hash of the load, as in the names of its files
     */
    void clear(String hash) {
        try {
            for (FileStatus child : client.listStatus(root)) {
                if (child.getPath().getName().startsWith(UploadProtocol.MAGIC + hash + "-")) {
                    clear(child.getPath());
                }
            }
            unfinished(hash);
        } catch (IOException | SdkException e) {
            LOG.info("litter of a load was left in {}", root, e);
        }
    }

    private void clear(Path attempt) throws IOException {
        RemoteIterator<LocatedFileStatus> files = client.listFiles(attempt, true);
        while (files.hasNext()) {
            Path file = files.next().getPath();
            if (file.getName().endsWith(PENDING)) {
                SinglePendingCommit pending = pending(client, file);
                abort(pending.getDestinationKey(), pending.getUploadId());
            }
        }
        client.delete(attempt, true);
    }

    /** Of writers that died before their file was whole: only the server knows of these. */
    private void unfinished(String hash) throws IOException {
        S3Client server = client.getS3AInternals().getAmazonS3Client("uploads that nobody will complete");
        var uploads = server.listMultipartUploadsPaginator(
                        list -> list.bucket(client.getBucket()).prefix(key("")))
                .uploads();
        for (MultipartUpload upload : uploads) {
            String name = upload.key().substring(upload.key().lastIndexOf('/') + 1);
            if (name.startsWith("part-" + hash + "-")) {
                abort(upload.key(), upload.uploadId());
            }
        }
    }

    private static SinglePendingCommit pending(S3AFileSystem client, Path file) throws IOException {
        return SinglePendingCommit.load(client, file, null, SinglePendingCommit.serializer());
    }

    private String key(String name) {
        return root.toUri().getPath().substring(1) + "/" + name;
    }
}
