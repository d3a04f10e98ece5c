package io.orbit.connectors.s3;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.spark.internal.io.FileCommitProtocol;
import org.apache.spark.internal.io.FileNameSpec;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * How Spark's tasks write a load into a bucket: every file is uploaded to where it will be, under a name that no other
 * attempt of any task uses, but the upload is not completed. A task that commits says which uploads are its own; what the
 * driver has heard is what counts. So a task that failed, or ran twice, adds nothing.
 *
 * <p>The uploading is done by s3a's "magic" output streams, which do that for files below a folder of a certain name.
 */
public final class UploadProtocol extends FileCommitProtocol implements Serializable {
    /** Files below {@code <folder>/__magic_job-…/__base/} are uploaded to {@code <folder>/}. */
    static final String MAGIC = "__magic_job-";

    private static final String BASE = "__base";

    /** What the jobs of this driver have committed, by their path, until it is fetched. */
    private static final Map<String, List<Upload>> COMMITTED = new ConcurrentHashMap<>();

    private final String path;
    private transient @Nullable List<String> written;

    /** Called by Spark. */
    public UploadProtocol(String jobId, String path) {
        this.path = path;
    }

    /**
     * What a job has committed.
     *
     * @throws IllegalStateException when no job has committed into that path
     */
    static List<Upload> committed(String path) {
        List<Upload> uploads = COMMITTED.remove(path);
        if (uploads == null) {
            throw new IllegalStateException("Spark committed nothing into " + path + ".");
        }
        return uploads;
    }

    @Override
    public void setupJob(JobContext job) {
        COMMITTED.remove(path);
    }

    @Override
    public void commitJob(JobContext job, Seq<TaskCommitMessage> messages) {
        List<Upload> uploads = new ArrayList<>();
        for (TaskCommitMessage message : CollectionConverters.asJava(messages)) {
            uploads.addAll(((Uploads) message.obj()).uploads());
        }
        COMMITTED.put(path, uploads);
    }

    @Override
    public void abortJob(JobContext job) {
        // What its tasks have uploaded is never completed; the next attempt clears it away.
        COMMITTED.remove(path);
    }

    @Override
    public void setupTask(TaskAttemptContext task) {
        written = new ArrayList<>();
    }

    @Override
    public String newTaskTempFile(TaskAttemptContext task, Option<String> folder, FileNameSpec name) {
        TaskAttemptID id = task.getTaskAttemptID();
        String load = path.substring(path.lastIndexOf(MAGIC) + MAGIC.length());
        String file = "%spart-%s-%05d-%d%s"
                .formatted(name.prefix(), load, id.getTaskID().getId(), id.getId(), name.suffix());
        String below = folder.isEmpty() ? file : folder.get() + "/" + file;
        String whole = path + "/" + BASE + "/" + below;
        files().add(whole);
        return whole;
    }

    @Override
    public TaskCommitMessage commitTask(TaskAttemptContext task) {
        ArrayList<Upload> uploads = new ArrayList<>();
        String base = path + "/" + BASE + "/";
        for (String file : files()) {
            try {
                uploads.add(Uploading.finished(new Path(file), file.substring(base.length()), task.getConfiguration()));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        return new TaskCommitMessage(new Uploads(uploads));
    }

    @Override
    public void abortTask(TaskAttemptContext task) {
        Configuration conf = task.getConfiguration();
        for (String file : files()) {
            Uploading.abandon(new Path(file), conf);
        }
    }

    private List<String> files() {
        if (written == null) {
            throw new IllegalStateException("Spark sets a task up before it asks for files.");
        }
        return written;
    }

    /** What one task tells the driver. */
    private record Uploads(ArrayList<Upload> uploads) implements Serializable {}
}
