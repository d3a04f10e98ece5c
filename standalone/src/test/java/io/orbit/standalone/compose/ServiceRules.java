package io.orbit.standalone.compose;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What every service must have, and how services lean on each other. */
final class ServiceRules {
    /** A version, perhaps with a word in front and a variant behind: {@code 4.3.1}, {@code s3proxy-4.1.0}. */
    private static final Pattern PINNED =
            Pattern.compile("[^:@]+(/[^:@]+)*:([a-z0-9]+-)?\\d+\\.\\d+\\.?\\d*[A-Za-z0-9._-]*");

    /**
     * Programs for health checks that are in an image: of Orbit's and Kafka's, s3proxy's and Vault's as their Dockerfiles
     * have it (Orbit's gets curl from eclipse-temurin's), of the databases as their makers' images are known for.
     */
    private static final Map<String, Set<String>> PROGRAMS = Map.of(
            "apache/kafka", Set.of("/opt/kafka/bin/kafka-broker-api-versions.sh"),
            "apicurio/apicurio-registry", Set.of("curl"),
            "postgres", Set.of("pg_isready"),
            "mysql", Set.of("mysql"),
            "hashicorp/vault", Set.of("vault"),
            "andrewgaul/s3proxy", Set.of("bash"),
            "orbit", Set.of("curl", "find"));

    private ServiceRules() {}

    static void check(LocalFiles files, Problems problems) {
        List<Service> services = files.services();
        Set<String> leanedOn = new HashSet<>();
        services.forEach(each -> each.node().path("depends_on").fieldNames().forEachRemaining(leanedOn::add));
        for (Service service : services) {
            String name = service.name();
            problems.unless(
                    PINNED.matcher(service.image()).matches(), "%s: %s is not pinned".formatted(name, service.image()));
            if (service.oneShot()) {
                problems.unless(leanedOn.contains(name), name + ": runs once, but nobody waits for it");
                problems.unless(!service.node().has("healthcheck"), name + ": runs once, and has a health check");
            } else {
                problems.unless(service.node().has("healthcheck"), name + ": has no health check");
                problems.unless(
                        service.duration("stop_grace_period").compareTo(Duration.ZERO) > 0,
                        name + ": does not say how long it may take to stop");
                program(service, problems);
            }
            for (Map.Entry<String, JsonNode> lean :
                    service.node().path("depends_on").properties()) {
                dependency(service, lean, services, problems);
            }
            acyclic(service, services, new HashSet<>(), problems);
        }
        volumes(files, problems);
    }

    private static void program(Service service, Problems problems) {
        List<String> words = service.health();
        if (words.size() < 2) {
            return;
        }
        String first = words.get(0).equals("CMD")
                ? words.get(1)
                // Behind variables that the shell sets for the command.
                : words.get(1).replaceAll("^([A-Z_]+=\"[^\"]*\" )*", "").split(" ", 2)[0];
        problems.unless(
                PROGRAMS.getOrDefault(service.imageName(), Set.of()).contains(first),
                "%s: '%s' is not known to be in the image %s".formatted(service.name(), first, service.imageName()));
    }

    private static void dependency(
            Service service, Map.Entry<String, JsonNode> lean, List<Service> services, Problems problems) {
        String to = lean.getKey();
        Service target = services.stream()
                .filter(each -> each.name().equals(to))
                .findFirst()
                .orElse(null);
        if (target == null) {
            problems.add("%s: waits for '%s', which is no service".formatted(service.name(), to));
            return;
        }
        String wanted = target.oneShot() ? "service_completed_successfully" : "service_healthy";
        problems.unless(
                lean.getValue().path("condition").asText().equals(wanted),
                "%s: must wait for '%s' to be %s".formatted(service.name(), to, wanted));
    }

    private static void acyclic(Service service, List<Service> services, Set<String> seen, Problems problems) {
        if (!seen.add(service.name())) {
            problems.add(service.name() + ": waits for itself");
            return;
        }
        service.node()
                .path("depends_on")
                .fieldNames()
                .forEachRemaining(to -> services.stream()
                        .filter(each -> each.name().equals(to))
                        .forEach(each -> acyclic(each, services, new HashSet<>(seen), problems)));
    }

    private static void volumes(LocalFiles files, Problems problems) {
        Set<String> used = new TreeSet<>();
        for (Service service : files.services()) {
            for (String volume : service.list("volumes")) {
                String source = volume.split(":", -1)[0];
                if (source.startsWith("./")) {
                    problems.unless(
                            Files.exists(files.root().resolve(source)) && volume.endsWith(":ro"),
                            "%s: %s is not there, or not mounted read-only".formatted(service.name(), source));
                } else {
                    used.add(source);
                }
            }
        }
        Set<String> declared = new TreeSet<>();
        try {
            files.compose().path("volumes").fieldNames().forEachRemaining(declared::add);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("The Compose file was read before.", e);
        }
        problems.unless(used.equals(declared), "volumes used are %s, declared are %s".formatted(used, declared));
    }
}
