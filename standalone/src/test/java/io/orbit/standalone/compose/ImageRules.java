package io.orbit.standalone.compose;

import io.micronaut.http.annotation.Get;
import io.orbit.api.ServerSettings;
import io.orbit.standalone.compose.Dockerfile.Instruction;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The image holds what the launch script starts, runs it as nobody in particular, and lets signals through. */
final class ImageRules {
    private static final String HOME = "/opt/orbit";
    private static final Pattern USER = Pattern.compile("([1-9]\\d{3,}):([1-9]\\d{3,})");
    private static final Pattern BASE = Pattern.compile("[^:@\\s]+:\\d+\\.\\d+\\.\\d+\\S*( AS [a-z]+)?");
    private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)(/[a-z0-9/]*)");

    private ImageRules() {}

    static void check(LocalFiles files, Problems problems) {
        Dockerfile file = files.dockerfile();
        file.all("FROM")
                .forEach(from -> problems.unless(
                        BASE.matcher(from.text()).matches(),
                        "Dockerfile: FROM %s is not pinned".formatted(from.text())));
        sources(files, file, problems);
        user(files, file, problems);
        start(files, file, problems);
        health(files, file, problems);
        tags(files, problems);
    }

    private static void sources(LocalFiles files, Dockerfile file, Problems problems) {
        Set<String> copied = new HashSet<>();
        List<String> ignored = files.lines(LocalFiles.IGNORED).toList();
        for (Instruction copy : file.all("COPY")) {
            List<String> words = copy.words();
            String source = words.get(0);
            if (copy.text().startsWith("--from=")) {
                String inside = source.replaceFirst("^/build/", "");
                String module = inside.replaceFirst("/target/.*", "");
                problems.unless(
                        copied.contains(module) && inside.startsWith(module + "/target/"),
                        "Dockerfile: %s is not built there".formatted(source));
                problems.unless(
                        inside.equals(words.get(1)),
                        "Dockerfile: %s is not where the launch script looks".formatted(source));
            } else {
                problems.unless(
                        Files.exists(files.root().resolve(source)),
                        "Dockerfile: there is no '%s' to copy".formatted(source));
                problems.unless(
                        !ignored.contains(source), "Dockerfile: '%s' is left out by .dockerignore".formatted(source));
                copied.add(source);
            }
        }
        modules(files)
                .forEach(module -> problems.unless(
                        copied.contains(module), "Dockerfile: the module '%s' is not copied".formatted(module)));
        for (String left : List.of(".env", "target", "**/target", ".git")) {
            problems.unless(ignored.contains(left), ".dockerignore: does not name " + left);
        }
        problems.unless(
                file.all("RUN").stream()
                        .anyMatch(run -> run.stage() == 0 && run.text().matches(".*\\bmvn .*\\bpackage")),
                "Dockerfile: nothing is built");
    }

    private static List<String> modules(LocalFiles files) {
        return Pattern.compile("<module>(.+?)</module>")
                .matcher(files.text("pom.xml"))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static void user(LocalFiles files, Dockerfile file, Problems problems) {
        Matcher user = USER.matcher(file.last("USER").text());
        if (!user.matches()) {
            problems.add("Dockerfile: the image does not run as a user with a fixed number above 999");
            return;
        }
        String made = file.image("RUN").stream().map(Instruction::text).reduce("", String::concat);
        problems.unless(
                made.contains("useradd --uid %s --gid %s ".formatted(user.group(1), user.group(2)))
                        && made.contains("chown -R %s:%s /var/lib/orbit".formatted(user.group(1), user.group(2))),
                "Dockerfile: the user is not made, or does not own its folder");
        // A volume takes owner and mode of the folder that it is mounted on for the first time.
        files.services().stream()
                .filter(Service::ours)
                .forEach(service -> service.mounts().forEach((path, source) -> {
                    boolean named = !source.equals("tmpfs") && !source.startsWith("./");
                    problems.unless(
                            !named || made.contains(" " + path + " "),
                            "Dockerfile: makes no %s, where %s mounts a volume".formatted(path, service.name()));
                }));
    }

    private static void start(LocalFiles files, Dockerfile file, Problems problems) {
        String script = files.text("orbit");
        problems.unless(
                file.last("ENTRYPOINT").exec().equals(List.of(HOME + "/orbit")),
                "Dockerfile: the launch script is not the entry point, in the form of a list");
        problems.unless(
                file.image("WORKDIR").stream().anyMatch(each -> each.text().equals(HOME))
                        && file.image("COPY").stream()
                                .anyMatch(each -> each.text().equals("orbit orbit")),
                "Dockerfile: the launch script is not in " + HOME);
        for (Instruction copy : file.image("COPY")) {
            String to = copy.words().get(1);
            problems.unless(
                    !to.endsWith(".jar") || script.contains("$home/" + to),
                    "Dockerfile: the launch script does not start %s".formatted(to));
        }
        // Their manifests name libraries in lib/ beside them.
        Matcher jars = Pattern.compile("\\$home/([a-z/]+/target/)[a-z-]+\\.jar").matcher(script);
        while (jars.find()) {
            String libraries = jars.group(1) + "lib";
            problems.unless(
                    file.image("COPY").stream()
                            .anyMatch(copy -> copy.words().get(1).equals(libraries)),
                    "Dockerfile: what the launch script starts lacks its libraries in " + libraries);
        }
        // Without exec, the shell would be process 1 and keep signals to itself.
        problems.unless(
                script.contains("    exec \"$java\" \"$heap\""),
                "orbit: the JVM does not take the place of the script");
        Matcher house = Pattern.compile("(?m)^\\s+(demo \\|.*)\\)$").matcher(script);
        List<String> words = house.find() ? List.of(house.group(1).split(" \\| ", -1)) : List.of();
        problems.unless(
                file.last("CMD").exec().equals(List.of("server")), "Dockerfile: does not start a server by default");
        files.services().stream()
                .filter(service -> service.ours() && !service.node().has("entrypoint"))
                .forEach(service -> problems.unless(
                        words.contains(service.list("command").get(0)),
                        "%s: the launch script starts nothing of that name".formatted(service.name())));
        problems.unless(file.last("STOPSIGNAL").text().equals("SIGTERM"), "Dockerfile: is not stopped by SIGTERM");
    }

    private static void health(LocalFiles files, Dockerfile file, Problems problems) {
        String port = String.valueOf(ServerSettings.DEFAULT_PORT);
        problems.unless(
                file.last("EXPOSE").text().equals(port), "Dockerfile: does not expose the default port " + port);
        asks(file.last("HEALTHCHECK").text(), "Dockerfile", problems);
        asks(String.join(" ", files.service("server").health()), "server", problems);
    }

    private static void asks(String check, String where, Problems problems) {
        Matcher url = URL.matcher(check);
        problems.unless(
                url.find()
                        && url.group(1).equals(String.valueOf(ServerSettings.DEFAULT_PORT))
                        && paths().contains(url.group(2)),
                where + ": the health check asks for what the server does not answer");
    }

    /** What the server answers about itself. */
    private static Set<String> paths() {
        try {
            Class<?> controller = Class.forName("io.orbit.api.http.StatusController");
            Set<String> paths = new HashSet<>();
            for (Method method : controller.getDeclaredMethods()) {
                Get get = method.getAnnotation(Get.class);
                if (get != null) {
                    paths.addAll(Arrays.asList(get.uris()));
                }
            }
            return paths;
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("The server's health is elsewhere now; look for it there.", e);
        }
    }

    private static void tags(LocalFiles files, Problems problems) {
        Matcher version = Pattern.compile("<artifactId>orbit-parent</artifactId>\\s*<version>(.+?)</version>")
                .matcher(files.text("pom.xml"));
        String tag = version.find() ? version.group(1) : "?";
        for (Service service : files.services()) {
            problems.unless(
                    service.ours() == service.imageName().equals("orbit"),
                    service.name() + ": Orbit's image is built here, and no other is");
            problems.unless(
                    !service.ours() || service.image().equals("orbit:" + tag),
                    "%s: %s is not of version %s".formatted(service.name(), service.image(), tag));
        }
    }
}
