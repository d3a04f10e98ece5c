package io.orbit.control.core;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which commands met which phases. Safe for use by many threads. */
final class Coverage {
    private final Set<String> visited = ConcurrentHashMap.newKeySet();

    void visit(RunState run, Command command) {
        visited.add(pair(run.phase(), command.getClass()));
        if (command instanceof Command.Report report && !report.items().isEmpty()) {
            Command.Item first = report.items().get(0);
            StepState step = run.step(first.step());
            if (step != null) {
                visited.add(pair(step.phase(), first.getClass()));
            }
        }
    }

    static String pair(Enum<?> phase, Class<?> input) {
        return "%s %s × %s".formatted(phase.getDeclaringClass().getSimpleName(), phase, input.getSimpleName());
    }

    Set<String> visited() {
        return Set.copyOf(visited);
    }
}
