package io.orbit.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunnerConfigTest {
    private static final Map<String, String> LEAST =
            Map.of("ORBIT_BOOTSTRAP_SERVERS", "kafka:9092", "ORBIT_RUNNER_ID", "r1");

    @Test
    void theHelpNamesEverySettingWithItsFlag() {
        for (RunnerConfig.Setting setting : RunnerConfig.Setting.values()) {
            assertThat(RunnerConfig.help().lines())
                    .anyMatch(line -> line.matches("  " + setting.name() + " +" + setting.flag() + " +[a-zA-Z].*"));
        }
    }

    @Test
    void theBrokersAndAnIdAreEnough() {
        RunnerConfig config = RunnerConfig.parse(new String[0], LEAST);

        assertThat(config.settings().bootstrapServers()).isEqualTo("kafka:9092");
        assertThat(config.settings().runner()).isEqualTo("r1");
        assertThat(config.settings().slots()).isEqualTo(2);
        assertThat(config.settings().group()).isEqualTo("orbit-runners");
        assertThat(config.settings().timing().drain()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.settings().timing().lease()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.settings().workDir()).isEqualTo(Path.of(".orbit/work"));
        assertThat(config.sparkMaster()).isEqualTo("local[2]");
        assertThat(config.vault()).isNull();
    }

    @Test
    void withoutAnIdTheHostNamesTheRunner() throws Exception {
        RunnerConfig config =
                RunnerConfig.parse(new String[0], Map.of("ORBIT_BOOTSTRAP_SERVERS", "a:1", "ORBIT_RUNNER_ID", " "));

        assertThat(config.settings().runner())
                .isEqualTo(InetAddress.getLocalHost().getHostName());
        assertThat(config.inForce())
                .contains("runner id         " + config.settings().runner());
    }

    @Test
    void thereIsAnAliveFileOnlyWhereOneIsNamed() {
        RunnerConfig without = RunnerConfig.parse(new String[0], LEAST);
        RunnerConfig with = RunnerConfig.parse(new String[] {"--alive-file=run/alive"}, LEAST);

        assertThat(without.settings().aliveFile()).isNull();
        assertThat(with.settings().aliveFile()).isEqualTo(Path.of("run/alive"));
    }

    @Test
    void aFlagWinsOverTheEnvironment() {
        Map<String, String> environment = Map.of(
                "ORBIT_BOOTSTRAP_SERVERS", "a:1",
                "ORBIT_RUNNER_ID", "r1",
                "ORBIT_RUNNER_SLOTS", "3",
                "ORBIT_TOPIC_PREFIX", "team");

        RunnerConfig config = RunnerConfig.parse(
                new String[] {"--slots", "8", "--bootstrap-servers=b:2,c:3", "--spark-master", "spark://s:7077"},
                environment);

        assertThat(config.settings().slots()).isEqualTo(8);
        assertThat(config.settings().bootstrapServers()).isEqualTo("b:2,c:3");
        assertThat(config.settings().topics().stepCommands()).isEqualTo("team.step-commands");
        assertThat(config.sparkMaster()).isEqualTo("spark://s:7077");
    }

    @Test
    void kafkaPropertiesComeFromTheEnvironmentAndTheirValuesAreNeverShown() {
        RunnerConfig config = RunnerConfig.parse(
                new String[0],
                Map.of(
                        "ORBIT_BOOTSTRAP_SERVERS", "a:1",
                        "ORBIT_RUNNER_ID", "r1",
                        "ORBIT_KAFKA_SASL_JAAS_CONFIG", "password=hunter2"));

        assertThat(config.settings().kafka()).containsEntry("sasl.jaas.config", "password=hunter2");
        assertThat(config.inForce()).contains("sasl.jaas.config").doesNotContain("hunter2");
    }

    @Test
    void vaultIsNamedByVariablesAndFlagsAndItsTokenIsNeverShown() {
        RunnerConfig config = RunnerConfig.parse(
                new String[] {"--vault-addr", "https://vault:8200", "--vault-namespace=team"},
                Map.of(
                        "ORBIT_BOOTSTRAP_SERVERS", "a:1",
                        "ORBIT_RUNNER_ID", "r1",
                        "ORBIT_VAULT_ADDR", "https://elsewhere:8200",
                        "ORBIT_VAULT_TOKEN", "hvs.hunter2"));

        assertThat(config.vault()).isNotNull();
        assertThat(config.vault().address()).hasToString("https://vault:8200");
        assertThat(config.vault().namespace()).isEqualTo("team");
        assertThat(config.inForce()).contains("https://vault:8200").doesNotContain("hunter2");
        assertThat(config.toString()).doesNotContain("hunter2");
    }

    @Test
    void problemsWithVaultAreToldWithTheOthersAndWithoutValues() {
        assertThatThrownBy(() -> RunnerConfig.parse(
                        new String[0],
                        Map.of(
                                "ORBIT_RUNNER_ID", "r1",
                                "ORBIT_VAULT_ADDR", "http://ann:hunter2@vault:8200",
                                "ORBIT_VAULT_TOKN", "hunter2")))
                .isInstanceOf(OrbitException.class)
                .hasMessageContainingAll(
                        "ORBIT_BOOTSTRAP_SERVERS (--bootstrap-servers) is missing",
                        "ORBIT_VAULT_ADDR must look like https://vault.example:8200.",
                        "ORBIT_VAULT_ADDR needs one login, and there is none",
                        "ORBIT_VAULT_TOKN is not a setting. Did you mean 'ORBIT_VAULT_TOKEN'?")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void everyProblemIsToldAtOnce() {
        Map<String, String> environment = Map.of(
                "ORBIT_RUNNER_ID", "r1",
                "ORBIT_RUNNER_SLOTS", "none",
                "ORBIT_RUNNER_LEASE_SECONDS", "2",
                "ORBIT_RUNNER_SLOT", "2",
                "ORBIT_TOPIC_PREFIX", "a b");

        assertThatThrownBy(() -> RunnerConfig.parse(new String[] {"--slotz=2", "--verbose", "--work-dir"}, environment))
                .isInstanceOfSatisfying(OrbitException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID);
                    assertThat(refusal.getMessage().lines())
                            .containsExactly(
                                    "8 problems in the configuration:",
                                    "  ORBIT_RUNNER_SLOT is not a setting. Did you mean 'ORBIT_RUNNER_SLOTS'?",
                                    "  --slotz is not a flag. Did you mean '--slots'?",
                                    "  --verbose is not a flag.",
                                    "  --work-dir needs a value.",
                                    "  ORBIT_RUNNER_SLOTS=none must be a whole number from 1 to 1024.",
                                    "  ORBIT_RUNNER_LEASE_SECONDS=2 must be a whole number from 6 to 3600.",
                                    "  ORBIT_BOOTSTRAP_SERVERS (--bootstrap-servers) is missing: host:port of at least one"
                                            + " broker.",
                                    "  ORBIT_TOPIC_PREFIX=a b must be letters, digits, '.', '_' or '-'.");
                });
    }

    @Test
    void settingsOfTheServerAreNotTheRunnersBusiness() {
        RunnerConfig config = RunnerConfig.parse(
                new String[0],
                Map.of("ORBIT_BOOTSTRAP_SERVERS", "a:1", "ORBIT_RUNNER_ID", "r1", "ORBIT_HTTP_PORT", "8080"));

        assertThat(config.settings().runner()).isEqualTo("r1");
    }

    @Test
    void settingsThatContradictEachOtherAreRefused() {
        RunnerSettings good = RunnerSettings.of("a:1", "r1");
        RunnerSettings.Timing timing = good.timing();

        assertThatThrownBy(() -> good.withTiming(new RunnerSettings.Timing(
                        timing.heartbeat(),
                        timing.heartbeat().multipliedBy(2),
                        timing.drain(),
                        timing.reportLinger(),
                        timing.recordLock())))
                .isInstanceOf(OrbitException.class)
                .hasMessageContaining("at least three heartbeat");
        assertThatThrownBy(() -> RunnerSettings.of(" ", "not an id").withSlots(0))
                .isInstanceOf(OrbitException.class)
                .hasMessageContaining("bootstrap servers")
                .hasMessageContaining("not an id");
    }
}
