package io.orbit.connectors.rules;

import io.orbit.connectors.method.StepScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the counts and the findings mean for the step. */
record Verdict(Rules rules, Tally tally, List<Finding> findings) {
    /** Why the step fails; empty when it does not. Warnings go to the log. */
    List<String> failures(StepScope scope) {
        List<String> failures = new ArrayList<>();
        for (Rules.Rule rule : rules.rules()) {
            long broken = tally.found(rule).failed();
            if (broken > 0) {
                say(scope, rule, "%,d broke rule '%s'".formatted(broken, rule.id()), failures);
            }
            for (Finding finding : findings) {
                if (finding.rule().equals(rule)) {
                    say(scope, rule, finding.text(), failures);
                }
            }
        }
        gate(failures);
        return failures;
    }

    private static void say(StepScope scope, Rules.Rule rule, String text, List<String> failures) {
        if (rule.policy() == Rules.Policy.FAIL) {
            failures.add(text);
        } else if (rule.policy() == Rules.Policy.WARN) {
            scope.warn(text);
        }
    }

    private void gate(List<String> failures) {
        Rules.Gate gate = rules.gate();
        if (gate == null) {
            return;
        }
        Long most = gate.maxBadRows();
        if (most != null && tally.bad() > most) {
            failures.add("%,d are bad, and the gate lets %,d pass".formatted(tally.bad(), most));
        }
        Double ratio = gate.maxBadRatio();
        // Multiplied, not divided: there may be no rows.
        if (ratio != null && tally.bad() > ratio * tally.total()) {
            failures.add(String.format(
                    Locale.ROOT, "%,d are bad, and the gate lets a share of %s pass", tally.bad(), ratio));
        }
    }
}
