package io.orbit.standalone.compose;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ports are published on the loopback address, each once, and lead to where something listens. */
final class PortRules {
    private static final Pattern PUBLISHED =
            Pattern.compile("127\\.0\\.0\\.1:\\$\\{(HOST_PORT_[A-Z]+):-(\\d+)}:(\\d+)");
    private static final Pattern LAST_NUMBER = Pattern.compile("(\\d+)\\D*$");
    private static final Pattern CHECKED = Pattern.compile("127\\.0\\.0\\.1[:/](\\d+)");

    /** Where images listen that are not told where to. */
    private static final Map<String, String> USUAL =
            Map.of("postgres", "5432", "mysql", "3306", "apicurio/apicurio-registry", "8080");

    /** The variable that tells an image where to listen. */
    private static final Map<String, String> TOLD = Map.of(
            "hashicorp/vault", "VAULT_DEV_LISTEN_ADDRESS",
            "andrewgaul/s3proxy", "S3PROXY_ENDPOINT",
            "orbit", "ORBIT_PORT",
            "apache/kafka", "KAFKA_LISTENERS");

    private PortRules() {}

    static void check(LocalFiles files, Problems problems) {
        Set<String> taken = new HashSet<>();
        for (Service service : files.services()) {
            for (String port : service.list("ports")) {
                Matcher form = PUBLISHED.matcher(port);
                if (!form.matches()) {
                    problems.add("%s: '%s' is not of the form 127.0.0.1:${HOST_PORT_X:-number}:number"
                            .formatted(service.name(), port));
                    continue;
                }
                problems.unless(taken.add(form.group(2)), "port %s is published twice".formatted(form.group(2)));
                problems.unless(
                        listens(service).contains(form.group(3)),
                        "%s: nothing listens on %s in the container".formatted(service.name(), form.group(3)));
            }
            for (String word : service.health()) {
                CHECKED.matcher(word)
                        .results()
                        .map(found -> found.group(1))
                        .filter(checked -> !listens(service).contains(checked))
                        .forEach(checked -> problems.add("%s: the health check asks port %s, where nothing listens"
                                .formatted(service.name(), checked)));
            }
        }
    }

    /** The ports inside of a container. */
    static List<String> listens(Service service) {
        String usual = USUAL.get(service.imageName());
        if (usual != null) {
            return List.of(usual);
        }
        String told = service.environment().getOrDefault(TOLD.getOrDefault(service.imageName(), ""), "");
        return List.of(told.split(",", -1)).stream()
                .filter(each -> !each.startsWith("CONTROLLER"))
                .map(LAST_NUMBER::matcher)
                .filter(Matcher::find)
                .map(number -> number.group(1))
                .toList();
    }
}
