package io.orbit.connectors.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loads that replace what is in a folder, many at once. */
class TurnsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    /** Stages one file, and decides that it takes the place of everything that is there. */
    private byte[] replacement(String run) throws IOException {
        Path staging = folder.resolve("_orbit").resolve(run).resolve("staged");
        Files.createDirectories(staging);
        Files.writeString(staging.resolve("f"), run);
        ObjectNode decision =
                JSON.createObjectNode().put("run", run).put("load", "load").put("staging", "staged");
        decision.putArray("files").addObject().put("from", "f").put("to", "part-" + run);
        var removes = decision.putArray("removes");
        for (Path old : Folders.dataFiles(folder)) {
            removes.add(folder.relativize(old).toString());
        }
        return JSON.writeValueAsBytes(decision);
    }

    private byte[] replace(String run) {
        try {
            Turns turns = new Turns(new LocalPlace(folder), run, "load");
            var earlier = turns.begin();
            byte[] decided = earlier.orElse(null);
            while (decided == null) {
                decided = turns.take(replacement(run));
            }
            new LocalPlace(folder).publish(JSON.readTree(decided));
            return decided;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @RepeatedTest(20)
    void whoeverComesLastStandsAlone() throws IOException {
        IntStream.range(0, 12).parallel().forEach(run -> replace("run-" + run));

        List<Path> left = Folders.dataFiles(folder);
        assertThat(left).hasSize(1);
        try (var turns = Files.list(folder.resolve("_orbit/_turns"))) {
            assertThat(turns).hasSize(12);
        }
    }

    @Test
    void aDecisionThatWasNotCarriedOutIsFinishedByTheNextLoad() throws IOException {
        Turns crashed = new Turns(new LocalPlace(folder), "crashed", "load");
        assertThat(crashed.begin()).isEmpty();
        assertThat(crashed.take(replacement("crashed"))).isNotNull();

        replace("next");

        assertThat(Folders.dataFiles(folder)).containsExactly(folder.resolve("part-next"));
    }

    @Test
    void aLaterAttemptFindsWhatAnEarlierOneDecidedAmongTheDecisionsOfOthers() throws IOException {
        Turns first = new Turns(new LocalPlace(folder), "mine", "load");
        assertThat(first.begin()).isEmpty();
        byte[] decided = replacement("mine");
        assertThat(first.take(decided)).isEqualTo(decided);
        replace("other");

        assertThat(new Turns(new LocalPlace(folder), "mine", "load").begin()).contains(decided);
        assertThat(replace("mine")).isEqualTo(decided);

        assertThat(Folders.dataFiles(folder)).containsExactly(folder.resolve("part-other"));
    }
}
