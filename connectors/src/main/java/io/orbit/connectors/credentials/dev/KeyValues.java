package io.orbit.connectors.credentials.dev;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** KV stores of version 2. */
final class KeyValues {
    private final Set<String> mounts = new TreeSet<>();
    /** By {@code mount/data/path}, then by version. */
    private final Map<String, TreeMap<Integer, Version>> secrets = new TreeMap<>();

    private final Clock clock;

    KeyValues(Clock clock) {
        this.clock = clock;
    }

    private record Version(
            JsonNode data, Instant made, @Nullable Instant deleted) {
        ObjectNode metadata(int number) {
            ObjectNode metadata = Reply.JSON.createObjectNode();
            return metadata.put("created_time", made.toString())
                    .putNull("custom_metadata")
                    .put("deletion_time", deleted == null ? "" : deleted.toString())
                    .put("destroyed", false)
                    .put("version", number);
        }
    }

    boolean mount(String path) {
        return mounts.add(path);
    }

    boolean exists(String path) {
        return secrets.containsKey(path);
    }

    /** The number of the new version. */
    int put(String path, JsonNode data) {
        TreeMap<Integer, Version> versions = secrets.computeIfAbsent(path, none -> new TreeMap<>());
        int next = versions.isEmpty() ? 1 : versions.lastKey() + 1;
        versions.put(next, new Version(data, clock.instant(), null));
        return next;
    }

    /** Deletes the newest version; it can still be seen that there was one. */
    void delete(String path) {
        TreeMap<Integer, Version> versions = secrets.get(path);
        if (versions != null) {
            Version newest = versions.lastEntry().getValue();
            versions.put(versions.lastKey(), new Version(newest.data, newest.made, clock.instant()));
        }
    }

    Reply handle(Call call) {
        String mount = mounts.stream()
                .filter(each -> call.path().startsWith(each + "/"))
                .max(java.util.Comparator.comparingInt(String::length))
                .orElse(null);
        if (mount == null) {
            return Reply.noRoute(call);
        }
        String rest = call.path().substring(mount.length() + 1);
        if (rest.matches("data/.*[^/]")) {
            return data(call);
        }
        if (rest.matches("metadata/.*[^/]") && call.method().equals("GET")) {
            return metadata(mount + "/data/" + rest.substring("metadata/".length()));
        }
        ObjectNode body = Reply.envelope(null, null);
        body.putArray("warnings")
                .add(
                        "Invalid path for a versioned K/V secrets engine. See the API docs for the appropriate API endpoints to use.");
        return new Reply(404, body);
    }

    private Reply data(Call call) {
        return switch (call.method()) {
            case "GET" -> read(call);
            case "POST", "PUT" -> write(call);
            case "DELETE" -> {
                delete(call.path());
                yield Reply.nothing();
            }
            default -> Reply.error(405, "unsupported operation");
        };
    }

    private Reply read(Call call) {
        TreeMap<Integer, Version> versions = secrets.get(call.path());
        if (versions == null) {
            return Reply.notFound();
        }
        String wanted = call.query().getOrDefault("version", "0");
        if (!wanted.matches("[0-9]{1,9}")) {
            return Reply.error(400, "invalid version");
        }
        int number = wanted.equals("0") ? versions.lastKey() : Integer.parseInt(wanted);
        Version version = versions.get(number);
        if (version == null) {
            return Reply.notFound();
        }
        ObjectNode data = Reply.JSON.createObjectNode();
        data.set("data", version.deleted == null ? version.data : null);
        data.set("metadata", version.metadata(number));
        return version.deleted == null ? Reply.data(data) : new Reply(404, Reply.envelope(data, null));
    }

    private Reply write(Call call) {
        JsonNode data = call.body().path("data");
        if (!data.isObject()) {
            return Reply.error(400, "no data provided");
        }
        TreeMap<Integer, Version> versions = secrets.get(call.path());
        int current = versions == null ? 0 : versions.lastKey();
        JsonNode cas = call.body().at("/options/cas");
        if (!cas.isMissingNode() && cas.asInt() != current) {
            return Reply.error(400, "check-and-set parameter did not match the current version");
        }
        int number = put(call.path(), data);
        return Reply.data(new Version(data, clock.instant(), null).metadata(number));
    }

    private Reply metadata(String path) {
        TreeMap<Integer, Version> versions = secrets.get(path);
        if (versions == null) {
            return Reply.notFound();
        }
        ObjectNode data = Reply.JSON.createObjectNode();
        data.put("cas_required", false)
                .put("created_time", versions.firstEntry().getValue().made.toString())
                .put("current_version", versions.lastKey())
                .putNull("custom_metadata")
                .put("delete_version_after", "0s")
                .put("max_versions", 0)
                .put("oldest_version", versions.firstKey())
                .put("updated_time", versions.lastEntry().getValue().made.toString());
        ObjectNode list = data.putObject("versions");
        versions.forEach((number, version) -> {
            ObjectNode each = version.metadata(number);
            each.remove("version");
            each.remove("custom_metadata");
            list.set(Integer.toString(number), each);
        });
        return Reply.data(data);
    }
}
