package io.orbit.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsReaderTest {
    private static final Map<String, String> LEAST = Map.of("ORBIT_BOOTSTRAP_SERVERS", "kafka:9092");

    @Test
    void onlyTheBrokersMustBeNamed() {
        ServerSettings settings = SettingsReader.read(new String[0], LEAST);

        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.brokerPatience()).isNull();
        assertThat(settings.control().bootstrap()).isEqualTo("kafka:9092");
        assertThat(settings.control().topics().prefix()).isEqualTo("orbit");
        assertThat(settings.control().partitions()).isEqualTo(12);
        assertThat(settings.control().lease()).isEqualTo(Duration.ofSeconds(20));
        assertThat(settings.control().inMemory()).isFalse();
        assertThat(settings.control().client()).isEmpty();
    }

    @Test
    void aFlagWinsOverTheEnvironment() {
        ServerSettings settings = SettingsReader.read(
                new String[] {"--port", "0", "--lease=1m"},
                Map.of("ORBIT_BOOTSTRAP_SERVERS", "kafka:9092", "ORBIT_PORT", "9", "ORBIT_HOST", "0.0.0.0"));

        assertThat(settings.port()).isZero();
        assertThat(settings.host()).isEqualTo("0.0.0.0");
        assertThat(settings.control().lease()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void settingsOfKafkaAreHandedOn() {
        ServerSettings settings = SettingsReader.read(
                new String[0], Map.of("ORBIT_BOOTSTRAP_SERVERS", "k:1", "ORBIT_KAFKA_SECURITY_PROTOCOL", "SSL"));

        assertThat(settings.control().client()).containsExactly(Map.entry("security.protocol", "SSL"));
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThatThrownBy(() -> SettingsReader.read(
                        new String[] {"--prot", "1", "--lease"},
                        Map.of("ORBIT_PORT", "70000", "ORBIT_PARTITIONS", "none", "ORBIT_IN_MEMORY", "yes")))
                .isInstanceOfSatisfying(OrbitException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID);
                    assertThat(e.getMessage().lines())
                            .hasSize(6)
                            .anyMatch(line -> line.contains("'--prot'") && line.contains("'--port'"))
                            .anyMatch(line -> line.contains("'--lease' needs a value"))
                            .anyMatch(line -> line.startsWith("ORBIT_BOOTSTRAP_SERVERS"))
                            .anyMatch(line -> line.startsWith("ORBIT_PORT"))
                            .anyMatch(line -> line.startsWith("ORBIT_PARTITIONS"))
                            .anyMatch(line -> line.startsWith("ORBIT_IN_MEMORY"));
                });
    }
}
