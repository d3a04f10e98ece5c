package io.orbit.connectors.rules;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.connectors.registry.ParameterBinder;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Rules in plain Java: slow, a row at a time, and plain to see. */
final class RuleModel {
    static final StructType SCHEMA =
            StructType.fromDDL("id bigint, seed bigint, a int, b int, s string, d double, day date");

    private static final List<Rules.Policy> POLICIES = List.of(Rules.Policy.values());
    private static final String[] TEXTS = {"", "a", "ab", "NEW", "PAID", "new", "Zürich", "𝒳y", "a1"};
    private static final double[] NUMBERS = {0, -0.0, 1.5, -2, 7, Double.NaN};

    private final List<Sample> all;
    private final List<Integer> known;
    private final boolean nullPasses;

    RuleModel(List<Sample> all, List<Integer> known, boolean nullPasses) {
        this.all = all;
        this.known = known;
        this.nullPasses = nullPasses;
    }

    /** A row; each column but the first two may be null. */
    record Sample(long id, long seed, Integer a, Integer b, String s, Double d, LocalDate day) {
        Row row() {
            return RowFactory.create(id, seed, a, b, s, d, day == null ? null : Date.valueOf(day));
        }
    }

    /**
     * A rule, and what it says in plain Java.
     *
     * @param holds true, false, or null for a null that decides
     */
    record Made(String id, Rules.Policy policy, ObjectNode json, Function<Sample, Boolean> holds) {}

    static Sample sample(long seed, Random random) {
        return new Sample(
                random.nextLong(),
                seed,
                number(random),
                number(random),
                random.nextInt(4) == 0 ? null : TEXTS[random.nextInt(TEXTS.length)],
                random.nextInt(4) == 0 ? null : NUMBERS[random.nextInt(NUMBERS.length)],
                random.nextInt(4) == 0 ? null : LocalDate.of(2024, 1, 1).plusDays(random.nextInt(60)));
    }

    private static Integer number(Random random) {
        return random.nextInt(4) == 0 ? null : (Integer) random.nextInt(8);
    }

    /** @param costly whether there may be rules that sort or join */
    static List<Made> rules(long seed, Random random, boolean costly) {
        List<Made> rules = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int at = 0; at < count; at++) {
            rules.add(rule("s%d-r%d".formatted(seed, at), random, random.nextInt(8)));
        }
        if (costly) {
            rules.add(rule("s%d-unique".formatted(seed), random, 8));
            rules.add(rule("s%d-references".formatted(seed), random, 9));
        }
        return rules;
    }

    private static Made rule(String id, Random random, int kind) {
        Rules.Policy policy = POLICIES.get(random.nextInt(POLICIES.size()));
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", id).put("policy", policy.name().toLowerCase(java.util.Locale.ROOT));
        int min = random.nextInt(8);
        int max = min + random.nextInt(4);
        Function<Sample, Boolean> holds = switch (kind) {
            case 0 -> {
                json.put("check", "notNull").putArray("columns").add("a").add("s");
                yield row -> row.a() != null && row.s() != null;
            }
            case 1 -> {
                json.put("check", "range").put("column", "a").put("min", min).put("max", max);
                yield row -> row.a() == null ? null : row.a() >= min && row.a() <= max;
            }
            case 2 -> {
                json.put("check", "range").put("column", "d").put("max", 1.5);
                // Not a number is greater than any.
                yield row -> row.d() == null ? null : row.d() <= 1.5;
            }
            case 3 -> {
                String last = LocalDate.of(2024, 1, 1).plusDays(min * 6L).toString();
                json.put("check", "range").put("column", "day").put("max", last);
                yield row -> row.day() == null ? null : !row.day().isAfter(LocalDate.parse(last));
            }
            case 4 -> {
                json.put("check", "acceptedValues")
                        .put("column", "s")
                        .putArray("values")
                        .add("NEW")
                        .add("a");
                yield row -> row.s() == null
                        ? null
                        : row.s().equals("NEW") || row.s().equals("a");
            }
            case 5 -> {
                json.put("check", "pattern").put("column", "s").put("pattern", "^[a-z]+\\d?$");
                yield row -> row.s() == null
                        ? null
                        : Pattern.compile("^[a-z]+\\d?$").matcher(row.s()).find();
            }
            case 6 -> {
                json.put("check", "length").put("column", "s").put("min", 2).put("max", 4);
                yield row -> row.s() == null
                        ? null
                        : row.s().codePointCount(0, row.s().length()) >= 2
                                && row.s().codePointCount(0, row.s().length()) <= 4;
            }
            case 7 -> {
                json.put("check", "compare").put("left", "a").put("op", "<").put("right", "b");
                yield row -> (row.a() == null || row.b() == null) ? null : row.a() < row.b();
            }
            case 8 -> {
                json.put("check", "unique").putArray("columns").add("seed").add("a");
                yield row -> true;
            }
            default -> {
                json.put("check", "references").putArray("columns").add("a");
                json.putObject("to").put("dataset", "known").putArray("columns").add("k");
                yield row -> true;
            }
        };
        return new Made(id, policy, json, holds);
    }

    static Rules bound(List<Made> made, boolean nullPasses) {
        ObjectNode with = JsonNodeFactory.instance.objectNode();
        with.put("nullIs", nullPasses ? "pass" : "violation");
        made.forEach(rule -> with.withArray("rules").add(rule.json()));
        with.putObject("quarantine").put("path", "aside");
        return ParameterBinder.bind(Rules.class, with);
    }

    boolean broken(Made rule, Sample row) {
        return switch (rule.json().path("check").asText()) {
            case "unique" ->
                row.a() != null
                        && all.stream()
                                        .filter(other -> other.seed() == row.seed()
                                                && row.a().equals(other.a()))
                                        .count()
                                > 1;
            case "references" -> row.a() == null ? !nullPasses : !known.contains(row.a());
            default -> {
                Boolean holds = rule.holds().apply(row);
                yield holds == null ? !nullPasses : !holds;
            }
        };
    }

    Tally tally(List<Made> rules, List<Sample> rows) {
        Map<Rules.Policy, Long> byFate = new EnumMap<>(Rules.Policy.class);
        Map<String, Tally.Found> byRule = new LinkedHashMap<>();
        rules.forEach(rule -> byRule.put(rule.id(), new Tally.Found(0, 0, 0)));
        for (Sample row : rows) {
            List<Made> broken = rules.stream().filter(rule -> broken(rule, row)).toList();
            Rules.Policy fate =
                    broken.stream().map(Made::policy).max(Enum::compareTo).orElse(null);
            if (fate != null) {
                byFate.merge(fate, 1L, Long::sum);
            }
            for (Made rule : broken) {
                Tally.Found old = byRule.get(rule.id());
                byRule.put(
                        rule.id(),
                        new Tally.Found(
                                old.failed() + 1,
                                old.dropped() + (fate == Rules.Policy.DROP ? 1 : 0),
                                old.quarantined() + (fate == Rules.Policy.QUARANTINE ? 1 : 0)));
            }
        }
        return new Tally(rows.size(), byFate, byRule);
    }
}
