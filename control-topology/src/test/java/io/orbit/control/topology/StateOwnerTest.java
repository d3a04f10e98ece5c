package io.orbit.control.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.nio.file.Path;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateOwnerTest {
    @TempDir
    private Path folder;

    @Test
    void aFolderStaysWithTheClusterThatTookItFirst() {
        StateOwner.claim(folder.resolve("state"), "one");
        StateOwner.claim(folder.resolve("state"), "one");

        assertThatThrownBy(() -> StateOwner.claim(folder.resolve("state"), "other"))
                .isInstanceOfSatisfying(
                        OrbitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_DIRECTORY_FOREIGN))
                .hasMessageContaining("one")
                .hasMessageContaining("other");
    }

    /** A query takes two locks in the order in which a write does not: readers and the writer stand still for ever. */
    @Test
    void storesAreReadThemselvesAndNotByQueries() {
        ArchRuleDefinition.noClasses()
                .should()
                .callMethod(KafkaStreams.class, "query", StateQueryRequest.class)
                .check(new ClassFileImporter().importPackages("io.orbit.control"));
    }
}
