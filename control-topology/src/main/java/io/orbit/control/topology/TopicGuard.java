package io.orbit.control.topology;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics with explicit settings, and refuses to go on when an existing one cannot be worked with. */
public final class TopicGuard {
    private final Topics topics;
    private final int partitions;

    public TopicGuard(Topics topics, int partitions) {
        this.topics = topics;
        this.partitions = partitions;
    }

    /** Name of the changelog of the one store. */
    public static String changelog(Topics topics) {
        return ControlPlane.applicationId(topics) + '-' + ControlProcessor.STORE + "-changelog";
    }

    /**
     * Creates what is missing and checks what is there.
     *
     * @throws OrbitException TOPIC_MISMATCH with every topic that does not fit; KAFKA_UNREACHABLE when nobody answers
     */
    public void ensure(Admin admin) {
        try {
            Set<String> existing = admin.listTopics().names().get();
            List<NewTopic> missing = specs().stream()
                    .filter(spec -> !existing.contains(spec.name()))
                    .map(spec -> new NewTopic(spec.name(), Optional.of(count(spec)), Optional.empty())
                            .configs(spec.config()))
                    .toList();
            create(admin, missing);
            check(admin);
        } catch (ExecutionException e) {
            throw new OrbitException(
                    ErrorCode.KAFKA_UNREACHABLE, "Kafka refused to list or create topics: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while checking topics.", e);
        }
    }

    private static void create(Admin admin, List<NewTopic> missing) throws ExecutionException, InterruptedException {
        try {
            admin.createTopics(missing).all().get();
        } catch (ExecutionException e) {
            // Another server may be creating them at the same time; the check that follows decides.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private void check(Admin admin) throws ExecutionException, InterruptedException {
        List<String> names = specs().stream().map(Topics.Spec::name).toList();
        Map<String, TopicDescription> found =
                admin.describeTopics(names).allTopicNames().get();
        List<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<ConfigResource, Config> configs =
                admin.describeConfigs(resources).all().get();
        List<String> problems = new ArrayList<>();
        for (Topics.Spec spec : specs()) {
            TopicDescription topic = found.get(spec.name());
            if (topic != null && topic.partitions().size() != count(spec)) {
                problems.add("%s has %d partitions, %d are configured"
                        .formatted(spec.name(), topic.partitions().size(), count(spec)));
            }
            Config config = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, spec.name()));
            if (config != null) {
                checkSetting(spec, config, "cleanup.policy", problems);
                checkSetting(spec, config, "message.timestamp.type", problems);
            }
        }
        if (!problems.isEmpty()) {
            throw new OrbitException(
                    ErrorCode.TOPIC_MISMATCH,
                    "%s. Configure the partition count of these topics, or another topic prefix."
                            .formatted(String.join("; ", problems)));
        }
    }

    private static void checkSetting(Topics.Spec spec, Config config, String name, List<String> problems) {
        String wanted = spec.config().get(name);
        ConfigEntry entry = config.get(name);
        if (wanted != null && entry != null && !words(entry.value()).equals(words(wanted))) {
            problems.add("%s has %s=%s, needed is %s".formatted(spec.name(), name, entry.value(), wanted));
        }
    }

    private static Set<String> words(String list) {
        return new HashSet<>(Arrays.asList(list.split(",", -1)));
    }

    private List<Topics.Spec> specs() {
        List<Topics.Spec> all = new ArrayList<>(topics.all());
        Map<String, String> compact = new HashMap<>();
        compact.put("cleanup.policy", "compact");
        compact.put("max.message.bytes", Integer.toString(Topics.MAX_RECORD_BYTES));
        all.add(new Topics.Spec(changelog(topics), true, compact));
        return all;
    }

    private int count(Topics.Spec spec) {
        return spec.partitioned() ? partitions : 1;
    }
}
