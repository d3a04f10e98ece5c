package io.orbit.connectors.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The jars that executors of a cluster need and Spark's distribution lacks: Orbit's connectors, and what they read and write
 * with. The driver hands them out.
 */
final class ClusterJars {
    /** One class of each jar. */
    private static final List<String> CLASSES = List.of(
            "io.orbit.connectors.ExtractMethods",
            "io.orbit.schemas.OrbitException",
            "io.delta.tables.DeltaTable",
            "io.delta.storage.LogStore",
            "org.apache.spark.sql.avro.CatalystDataToAvro",
            "org.apache.spark.sql.kafka010.KafkaSourceProvider",
            "org.apache.spark.kafka010.KafkaTokenUtil",
            "org.apache.kafka.clients.consumer.KafkaConsumer",
            "org.apache.commons.pool2.PooledObjectFactory",
            "org.postgresql.Driver",
            "org.mariadb.jdbc.Driver");

    private ClusterJars() {}

    /** True when tasks run in other processes. */
    static boolean needed(String sparkMaster) {
        return !sparkMaster.startsWith("local");
    }

    /**
     * Separated by commas, as {@code spark.jars} takes them.
     *
     * @param scratch where classes that are in a folder, as in a build, are put into a jar
     */
    static String of(ClassLoader classes, Path scratch) {
        Set<Path> places = new LinkedHashSet<>();
        CLASSES.forEach(name -> places.add(place(classes, name)));
        return places.stream()
                .map(place -> Files.isDirectory(place) ? packed(place, scratch) : place)
                .map(jar -> jar.toUri().toString())
                .collect(Collectors.joining(","));
    }

    private static Path place(ClassLoader classes, String name) {
        try {
            CodeSource source =
                    Class.forName(name, false, classes).getProtectionDomain().getCodeSource();
            return Path.of(source.getLocation().toURI());
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IllegalStateException("Executors need the class " + name + ", which is not here.", e);
        }
    }

    private static Path packed(Path folder, Path scratch) {
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> files = walk.filter(Files::isRegularFile).sorted().toList();
            Files.createDirectories(scratch);
            Path jar = Files.createTempFile(scratch, "orbit-classes", ".jar");
            jar.toFile().deleteOnExit();
            try (OutputStream out = Files.newOutputStream(jar);
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                for (Path file : files) {
                    zip.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
                    Files.copy(file, zip);
                }
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException("The classes in " + folder + " cannot be packed for executors.", e);
        }
    }
}
