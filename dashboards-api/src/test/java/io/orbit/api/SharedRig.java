package io.orbit.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands one {@link Rig} to all test classes that ask for it; each uses pipelines of its own. */
final class SharedRig implements ParameterResolver {
    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(SharedRig.class);

    /** Closed when all tests are over. */
    private record Held(Rig rig, Path directory) implements AutoCloseable {
        static Held start() {
            try {
                Path directory = Files.createTempDirectory("orbit-rig-");
                return new Held(Rig.start(directory), directory);
            } catch (Exception e) {
                throw new IllegalStateException("the rig does not start", e);
            }
        }

        @Override
        public void close() throws IOException {
            rig.close();
            delete(directory);
        }
    }

    static void delete(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> tree = Files.walk(directory)) {
            all = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            try {
                Files.deleteIfExists(each);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Rig.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(HERE)
                .getOrComputeIfAbsent(Held.class, key -> Held.start(), Held.class)
                .rig();
    }
}
