package io.orbit.connectors.sql;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.function.UnaryOperator;

/** Reads SQL only as far as to know what is text, comment, bracket or bind. */
final class SqlScan {
    private final boolean mysql;
    private final String text;
    private final String field;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int depth;

    SqlScan(Dialect dialect, String text, String field) {
        this.mysql = dialect == Dialect.MYSQL;
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
                quoted(c, mysql || escapes());
            } else if (c == '"') {
                // A text in MySQL, a name elsewhere.
                quoted(c, mysql);
            } else if (c == '`' && mysql) {
                quoted(c, false);
            } else if (lineComment()) {
                int end = text.indexOf('\n', at);
                copyTo(end < 0 ? text.length() : end + 1);
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

    /** In MySQL two dashes need a blank after them: else {@code 5--3} is 8. */
    private boolean lineComment() {
        if (!mysql) {
            return text.startsWith("--", at);
        }
        boolean blank = at + 2 >= text.length() || text.charAt(at + 2) <= ' ';
        return text.charAt(at) == '#' || (text.startsWith("--", at) && blank);
    }

    private void comment() {
        if (mysql && (text.startsWith("/*!", at) || text.startsWith("/*M!", at))) {
            throw refused("a comment that the server would run is not allowed");
        }
        int open = 0;
        int end = at;
        do {
            if (text.startsWith("/*", end)) {
                // MySQL does not nest them.
                open = mysql ? 1 : open + 1;
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
        if (mysql) {
            throw refused("put a name that starts with $ into backticks");
        }
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
        int end = text.indexOf(mark, tagEnd + 1);
        if (end < 0) {
            throw refused("a quote is not closed");
        }
        copyTo(end + mark.length());
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
