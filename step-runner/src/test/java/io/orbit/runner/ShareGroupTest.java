package io.orbit.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orbit.runner.RunnerSettings.Timing;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ShareGroupTest {
    @TempDir
    private static Path data;

    private static TestBroker broker;
    private static Admin admin;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = TestBroker.started(data);
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @AfterAll
    static void stopBroker() {
        admin.close();
        broker.close();
    }

    @Test
    void theBrokersHaveEverySettingBeforeTheFirstRunnerJoins() throws Exception {
        RunnerSettings settings = settings("fresh", Duration.ofSeconds(30));

        ShareGroup.prepare(admin, settings);

        assertThat(found(settings))
                .containsEntry("share.isolation.level", "read_committed")
                .containsEntry("share.auto.offset.reset", "earliest")
                .containsEntry("share.delivery.count.limit", "10")
                .containsEntry("share.renew.acknowledge.enable", "false")
                .containsEntry("share.partition.max.record.locks", "4000")
                .containsEntry("share.record.lock.duration.ms", "30000");
    }

    @Test
    void aSettingThatSomeoneChangedIsSetBack() throws Exception {
        RunnerSettings settings = settings("changed", Duration.ofSeconds(30));
        ShareGroup.prepare(admin, settings);
        admin.incrementalAlterConfigs(Map.of(
                        group(settings),
                        List.of(new AlterConfigOp(
                                new ConfigEntry("share.isolation.level", "read_uncommitted"), OpType.SET))))
                .all()
                .get();

        ShareGroup.prepare(admin, settings);

        assertThat(found(settings)).containsEntry("share.isolation.level", "read_committed");
    }

    @Test
    void aRunnerRefusesToStartWhenTheBrokersRefuseASetting() throws Exception {
        RunnerSettings settings = settings("refused", Duration.ofMinutes(10));
        broker.createTopics(settings.topics());

        assertThatThrownBy(() -> StepRunner.start(settings, new ScriptedEngine()))
                .isInstanceOfSatisfying(OrbitException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID);
                    assertThat(refusal).hasMessageContaining("refused-runners").hasMessageContaining("600000");
                });
    }

    private static RunnerSettings settings(String prefix, Duration lock) {
        Timing timing = Timing.DEFAULT;
        return RunnerSettings.of(broker.bootstrapServers(), "r1")
                .withTopics(new Topics(prefix))
                .withTiming(
                        new Timing(timing.heartbeat(), timing.lease(), timing.drain(), timing.reportLinger(), lock));
    }

    private static ConfigResource group(RunnerSettings settings) {
        return new ConfigResource(ConfigResource.Type.GROUP, settings.group());
    }

    private static Map<String, String> found(RunnerSettings settings) throws Exception {
        Map<String, String> found = new TreeMap<>();
        admin.describeConfigs(List.of(group(settings)))
                .all()
                .get()
                .get(group(settings))
                .entries()
                .forEach(entry -> found.put(entry.name(), entry.value()));
        return found;
    }
}
