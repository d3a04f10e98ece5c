package io.orbit.cli;

import io.orbit.schemas.json.DidYouMean;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is said of a command line that cannot be understood. */
final class Misuse {
    private static final Pattern CHOICE = Pattern.compile(
            "Invalid value for option '(.*)': expected one of \\[(.*), (.*)] \\(case-insensitive\\) but was '(.*)'");

    private Misuse() {}

    /** Tells the problem and answers the exit code. */
    static int told(Session session, ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        Optional<String> stray = strayFlag(command, arguments);
        String detail = sentence(String.valueOf(problem.getMessage()));
        if (stray.isPresent()) {
            detail = notKnown(stray.get(), command);
        } else if (problem instanceof UnmatchedArgumentException unmatched) {
            detail = notKnown(unmatched.getUnmatched().get(0), command);
        }
        String help = " See: " + command.getCommandSpec().qualifiedName() + " --help";
        session.report(Failure.usage(detail + help), formatIn(arguments));
        return Exit.USAGE.code();
    }

    /** The parser's own words, mended where they are broken or for programmers. */
    private static String sentence(String words) {
        String mended = words.replaceAll("\\R", " ")
                .replace("option option", "option")
                .replaceFirst("is not an? (int|long)$", "is not a whole number");
        Matcher choice = CHOICE.matcher(mended);
        if (choice.matches()) {
            mended = "'%s' takes %s or %s, not '%s'"
                    .formatted(choice.group(1), choice.group(2), choice.group(3), choice.group(4));
        }
        return mended.endsWith(".") ? mended : mended + ".";
    }

    /** A flag that does not exist; told before anything else, because its value then looks like another mistake. */
    private static Optional<String> strayFlag(CommandLine command, String[] arguments) {
        Set<String> known = command.getCommandSpec().optionsMap().keySet();
        return Stream.of(arguments)
                .takeWhile(argument -> !argument.equals("--"))
                .filter(argument -> argument.startsWith("--"))
                .map(argument -> argument.replaceFirst("=.*", ""))
                .filter(flag -> !known.contains(flag))
                .findFirst();
    }

    private static String notKnown(String word, CommandLine command) {
        boolean flag = word.startsWith("-");
        boolean root = command.getParent() == null;
        Set<String> known = flag
                ? command.getCommandSpec().optionsMap().keySet()
                : command.getSubcommands().keySet();
        String hint = DidYouMean.closest(word, known)
                .map(near -> " (did you mean \"" + near + "\"?)")
                .orElse("");
        return root && !flag
                ? "\"%s\" is not a command%s.".formatted(word, hint)
                : "%s is not %s of %s%s."
                        .formatted(
                                word,
                                flag ? "a flag" : "an argument",
                                command.getCommandSpec().qualifiedName(),
                                hint);
    }

    /** The format that was asked for, where the command line could not be parsed. */
    private static Format formatIn(String[] arguments) {
        String all = " " + String.join(" ", arguments).toLowerCase(Locale.ROOT) + " ";
        for (Format format : Format.values()) {
            if (all.matches(".* (-o[ =]?|--output[ =])" + format + " .*")) {
                return format;
            }
        }
        return Format.table;
    }
}
