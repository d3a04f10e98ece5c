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

    void visit(Command command, Event event) {
        Fact fact = event.fact();
        visited.add(fact(fact.getClass()));
        if (fact instanceof Fact.Rejected rejected) {
            visited.add(refusal(rejected.code()));
        } else if (command instanceof Command.TimerDue due) {
            int subject = due.timer().indexOf('/');
            visited.add(timer(subject < 0 ? due.timer() : due.timer().substring(0, subject)));
        }
    }

    static String fact(Class<?> fact) {
        return "fact " + fact.getSimpleName();
    }

    static String refusal(String code) {
        return "refusal " + code;
    }

    static String timer(String kind) {
        return "timer " + kind;
    }

    static String pair(Enum<?> phase, Class<?> input) {
        return phase.getDeclaringClass().getSimpleName() + ' ' + phase + " × " + input.getSimpleName();
    }

    Set<String> visited() {
        return Set.copyOf(visited);
    }
}
