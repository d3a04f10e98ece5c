package io.orbit.connectors.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private static final Path CHECKED_IN = Path.of("../schemas/src/main/resources", Catalogue.RESOURCE);

    @Test
    void theCheckedInCatalogueIsThatOfTheCode() throws IOException {
        MethodRegistry registry = MethodRegistry.builtIn();
        if (Boolean.getBoolean("orbit.catalog.write")) {
            Catalogue.write(registry, CHECKED_IN);
        }

        String checkedIn = Files.readString(CHECKED_IN);

        assertThat(checkedIn)
                .as("run this test with -Dorbit.catalog.write=true and check the change in")
                .isEqualTo(Catalogue.text(registry));
    }
}
