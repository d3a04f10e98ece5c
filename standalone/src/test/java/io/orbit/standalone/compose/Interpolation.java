package io.orbit.standalone.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Variables in the values of a Compose file: the braced forms of chapter 12, "Interpolation", of the Compose
 * Specification (compose-spec/compose-spec, 12-interpolation.md), without nesting. The file uses no others.
 */
final class Interpolation {
    /** {@code $$}, or a braced variable with an operator and its word or without, or any other dollar sign. */
    private static final Pattern FORM =
            Pattern.compile("\\$\\$|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?:(:-|:\\?)([^${}]*))?}|\\$");

    private Interpolation() {}

    /**
     * @param operator {@code :-}, {@code :?} or empty
     * @param word behind the operator: the default, or what is said when there is no value
     */
    record Variable(String name, String operator, String word) {}

    /** The variables in a text, in their order. */
    static List<Variable> variables(String text) {
        List<Variable> variables = new ArrayList<>();
        matches(text).filter(match -> match.group(1) != null).forEach(match -> variables.add(variable(match)));
        return variables;
    }

    /** True when there is a dollar sign that is neither doubled nor the beginning of such a variable. */
    static boolean malformed(String text) {
        return matches(text).anyMatch(match -> match.group().equals("$"));
    }

    /**
     * @param values a blank value is none
     * @return the text as a container gets it; a variable without a value and without a default is empty
     */
    static String resolve(String text, Map<String, String> values) {
        Matcher matcher = FORM.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (matcher.find()) {
            String value = matcher.group();
            if (matcher.group(1) != null) {
                Variable variable = variable(matcher.toMatchResult());
                String given = values.getOrDefault(variable.name(), "");
                value = given.isEmpty() && variable.operator().equals(":-") ? variable.word() : given;
            } else if (value.equals("$$")) {
                value = "$";
            }
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(resolved).toString();
    }

    private static java.util.stream.Stream<MatchResult> matches(String text) {
        return FORM.matcher(text).results();
    }

    private static Variable variable(MatchResult match) {
        String operator = match.group(2);
        return new Variable(match.group(1), operator == null ? "" : operator, operator == null ? "" : match.group(3));
    }
}
