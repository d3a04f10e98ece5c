package io.orbit.standalone.compose;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One service of the Compose file. */
record Service(String name, JsonNode node) {
    /** True for what runs once and ends, after which others may start. */
    boolean oneShot() {
        return node.path("restart").asText().equals("no");
    }

    /** True when it is built from this repository. */
    boolean ours() {
        return node.has("build");
    }

    /** Without the tag. */
    String imageName() {
        return image().replaceFirst(":[^:/]*$", "");
    }

    String image() {
        return node.path("image").asText();
    }

    /** As written, variables and all. */
    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        node.path("environment")
                .properties()
                .forEach(each -> environment.put(each.getKey(), each.getValue().asText()));
        return environment;
    }

    /** As the container gets it. */
    Map<String, String> environment(Map<String, String> values) {
        Map<String, String> environment = environment();
        environment.replaceAll((name, value) -> Interpolation.resolve(value, values));
        return environment;
    }

    List<String> list(String field) {
        return texts(node.path(field));
    }

    /** The words of its health check, {@code CMD} included. */
    List<String> health() {
        return texts(node.path("healthcheck").path("test"));
    }

    /** Where volumes and memory file systems are mounted, by path; the value is the source, {@code tmpfs} for memory. */
    Map<String, String> mounts() {
        Map<String, String> mounts = new TreeMap<>();
        list("volumes").forEach(volume -> mounts.put(volume.split(":", -1)[1], volume.split(":", -1)[0]));
        list("tmpfs").forEach(memory -> mounts.put(memory.split(":", -1)[0], "tmpfs"));
        return mounts;
    }

    /** True when the container may write there although its root is read-only. */
    boolean writable(String path) {
        boolean mounted = mounts().keySet().stream().anyMatch(at -> path.equals(at) || path.startsWith(at + "/"));
        boolean fixed = list("volumes").stream()
                .anyMatch(volume -> volume.endsWith(":ro") && path.startsWith(volume.split(":", -1)[1]));
        return mounted && !fixed;
    }

    Duration duration(String field) {
        return Duration.parse("PT" + node.path(field).asText("0s").toUpperCase(Locale.ROOT));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
