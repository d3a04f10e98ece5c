package io.orbit.connectors.rules;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.registry.Words;
import io.orbit.connectors.storage.Location;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the step says of itself once all is counted. */
record Report(Rules rules, Tally tally, List<Finding> findings) {
    private static final double ROUNDING = 1e6;

    /** @param place where rows were put aside; null when none were */
    void tell(StepScope scope, @Nullable Location place) {
        long aside = tally.with(Rules.Policy.QUARANTINE);
        long dropped = tally.with(Rules.Policy.DROP);
        scope.metric("rowsIn", tally.total());
        scope.metric("rowsOut", tally.out());
        scope.metric("quarantined", aside);
        scope.metric("dropped", dropped);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("rowsIn", tally.total())
                .put("rowsOut", tally.out())
                .put("quarantined", aside)
                .put("dropped", dropped)
                .put("quarantine", place == null ? null : place.path());
        result.putArray("rules");
        for (Rules.Rule rule : rules.rules()) {
            ObjectNode entry = result.withArray("rules")
                    .addObject()
                    .put("id", rule.id())
                    .put("check", Words.of(rule.check()))
                    .put("policy", Words.of(rule.policy()));
            if (rule.ofDataset()) {
                boolean broken =
                        findings.stream().anyMatch(finding -> finding.rule().equals(rule));
                counts(entry, 1, new Tally.Found(broken ? 1 : 0, 0, 0));
            } else {
                counts(entry, tally.total(), tally.found(rule));
            }
        }
        scope.result(result);
    }

    private static void counts(ObjectNode entry, long evaluated, Tally.Found found) {
        entry.put("evaluated", evaluated)
                .put("failed", found.failed())
                .put("dropped", found.dropped())
                .put("quarantined", found.quarantined())
                .put("ratio", evaluated == 0 ? 0 : Math.round(ROUNDING * found.failed() / evaluated) / ROUNDING);
    }
}
