package io.orbit.standalone.compose;

import io.orbit.connectors.credentials.dev.DotEnv;
import io.orbit.schemas.OrbitException;
import io.orbit.standalone.compose.Interpolation.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code .env.example} has every variable that the Compose file takes, no other, and no secret. */
final class VariableRules {
    private static final Pattern SECRET = Pattern.compile(".*(PASSWORD|SECRET|TOKEN)[A-Z_]*");
    private static final Pattern CREDENTIAL = Pattern.compile("#?(ORBIT_CREDENTIAL__[A-Z0-9_]+)=.*");
    private static final Pattern OF_THE_SHELL = Pattern.compile("\\$\\$\\{?([A-Za-z_][A-Za-z0-9_]*)");

    private VariableRules() {}

    static void check(LocalFiles files, Problems problems) {
        Map<String, String> example = files.example();
        String yaml = files.lines(LocalFiles.COMPOSE)
                .filter(line -> !line.startsWith("#"))
                .reduce("", (all, line) -> all + line + "\n");
        problems.unless(!Interpolation.malformed(yaml), "a $ of docker-compose.yml is no ${VARIABLE} and not doubled");
        Set<String> used = new TreeSet<>();
        for (Variable variable : Interpolation.variables(yaml)) {
            used.add(variable.name());
            one(variable, example, problems);
        }
        example.keySet().stream()
                .filter(name -> !used.contains(name))
                .forEach(name -> problems.add(name + " of .env.example is not used in docker-compose.yml"));
        example.forEach((name, value) -> secret(name, value, files, problems));
        credentials(files, problems);
        files.services().forEach(service -> shell(service, problems));
        for (String file : List.of(".gitignore", LocalFiles.IGNORED)) {
            problems.unless(files.lines(file).anyMatch(".env"::equals), file + " does not name .env");
        }
    }

    private static void one(Variable variable, Map<String, String> example, Problems problems) {
        String name = variable.name();
        String given = example.get(name);
        if (given == null) {
            problems.add("${%s} of docker-compose.yml is not in .env.example".formatted(name));
        } else if (variable.operator().equals(":-")) {
            problems.unless(
                    variable.word().equals(given),
                    "${%s} is '%s' by default, and '%s' in .env.example".formatted(name, variable.word(), given));
        } else {
            problems.unless(
                    variable.operator().equals(":?"),
                    "${%s} has no default and is not required: forgotten, it would be empty".formatted(name));
        }
    }

    private static void secret(String name, String value, LocalFiles files, Problems problems) {
        if (SECRET.matcher(name).matches()) {
            problems.unless(value.isEmpty(), name + " has a value in .env.example");
        }
        if (value.isEmpty()) {
            problems.unless(
                    files.text(LocalFiles.PAGE).contains("`" + name + "`"),
                    "%s is to be filled in, but %s does not say so".formatted(name, LocalFiles.PAGE));
        }
    }

    /** Those that are commented out, too: they are what people copy. */
    private static void credentials(LocalFiles files, Problems problems) {
        Map<String, String> credentials = new HashMap<>();
        files.lines(LocalFiles.EXAMPLE)
                .map(CREDENTIAL::matcher)
                .filter(Matcher::matches)
                .forEach(line -> credentials.put(line.group(1), "x"));
        try {
            problems.unless(!DotEnv.of(credentials).isEmpty(), ".env.example shows no credential");
        } catch (OrbitException e) {
            problems.add(".env.example: " + e.getMessage());
        }
    }

    /** What a health check leaves to the shell must be in the container. */
    private static void shell(Service service, Problems problems) {
        List<String> texts = new ArrayList<>(service.health());
        texts.addAll(service.list("command"));
        for (String text : texts) {
            OF_THE_SHELL
                    .matcher(text)
                    .results()
                    .map(match -> match.group(1))
                    .filter(name -> !service.environment().containsKey(name))
                    .forEach(name -> problems.add(
                            "%s: $$%s is not in the service's environment".formatted(service.name(), name)));
        }
    }
}
