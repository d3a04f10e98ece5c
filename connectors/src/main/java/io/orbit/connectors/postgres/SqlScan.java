package io.orbit.connectors.postgres;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.function.UnaryOperator;

/** Reads SQL only as far as to know what is text, comment, bracket or bind. */
final class SqlScan {
    private final String text;
    private final String field;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int depth;

    SqlScan(String text, String field) {
        this.text = text;
        this.field = field;
    }

    /**
     * @param value answers what takes the place of a bind, given its name
     * @throws OrbitException PARAMETER_INVALID when the text cannot stand in brackets
     */
    String replaceBinds(UnaryOperator<String> value) {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\'') {
                quoted(c, escapes());
            } else if (c == '"') {
                quoted(c, false);
            } else if (text.startsWith("--", at)) {
                copyTo(end(text.indexOf('\n', at), 1));
            } else if (text.startsWith("/*", at)) {
                comment();
            } else if (c == '$' && !inName(at - 1)) {
                dollars();
            } else if (text.startsWith("::", at)) {
                copyTo(at + 2);
            } else if (c == ':' && at + 1 < text.length() && startsName(text.charAt(at + 1))) {
                bind(value);
            } else {
                bracket(c);
                copyTo(at + 1);
            }
        }
        if (depth != 0) {
            throw refused("a bracket is not closed");
        }
        return out.toString();
    }

    private void bracket(char c) {
        if (c == ';') {
            throw refused("a semicolon is not allowed; it must be one statement");
        }
        if (c == '(') {
            depth++;
        } else if (c == ')' && --depth < 0) {
            throw refused("a bracket is closed that was not opened");
        }
    }

    private void bind(UnaryOperator<String> value) {
        int end = at + 1;
        while (end < text.length() && inName(end)) {
            end++;
        }
        out.append(value.apply(text.substring(at + 1, end)));
        at = end;
    }

    /** True for {@code E'…'}, in which a backslash escapes a quote. */
    private boolean escapes() {
        return at > 0 && (text.charAt(at - 1) == 'E' || text.charAt(at - 1) == 'e') && !inName(at - 2);
    }

    private void quoted(char quote, boolean escapes) {
        int end = at + 1;
        while (end < text.length()) {
            boolean doubled = text.charAt(end) == quote && end + 1 < text.length() && text.charAt(end + 1) == quote;
            if (text.charAt(end) == quote && !doubled) {
                copyTo(end + 1);
                return;
            }
            end += doubled || (escapes && text.charAt(end) == '\\') ? 2 : 1;
        }
        throw refused("a quote is not closed");
    }

    private void comment() {
        int open = 0;
        int end = at;
        do {
            if (text.startsWith("/*", end)) {
                open++;
                end += 2;
            } else if (text.startsWith("*/", end)) {
                open--;
                end += 2;
            } else {
                end++;
            }
        } while (open > 0 && end < text.length());
        if (open > 0) {
            throw refused("a comment is not closed");
        }
        copyTo(end);
    }

    private void dollars() {
        int tagEnd = at + 1;
        while (tagEnd < text.length() && text.charAt(tagEnd) != '$' && inName(tagEnd)) {
            tagEnd++;
        }
        boolean tag = tagEnd < text.length()
                && text.charAt(tagEnd) == '$'
                && (tagEnd == at + 1 || startsName(text.charAt(at + 1)));
        if (!tag) {
            copyTo(at + 1);
            return;
        }
        String mark = text.substring(at, tagEnd + 1);
        copyTo(end(text.indexOf(mark, tagEnd + 1), mark.length()));
    }

    private int end(int found, int length) {
        if (found >= 0) {
            return found + length;
        }
        if (text.startsWith("--", at)) {
            return text.length();
        }
        throw refused("a quote is not closed");
    }

    private void copyTo(int end) {
        out.append(text, at, Math.min(end, text.length()));
        at = end;
    }

    private boolean inName(int index) {
        return index >= 0 && (Character.isLetterOrDigit(text.charAt(index)) || text.charAt(index) == '_');
    }

    private static boolean startsName(char c) {
        return Character.isLetter(c) || c == '_';
    }

    private OrbitException refused(String why) {
        return new OrbitException(ErrorCode.PARAMETER_INVALID, "'%s' cannot be used: %s.".formatted(field, why));
    }
}
