package io.orbit.schemas.json;

import java.util.ArrayList;
import java.util.List;

/** JSON pointers (RFC 6901) as text. */
public final class Pointers {
    private Pointers() {}

    public static String child(String pointer, String name) {
        return pointer + '/' + name.replace("~", "~0").replace("/", "~1");
    }

    public static String child(String pointer, int index) {
        return pointer + '/' + index;
    }

    /** The pointer without its last part; the root is its own parent. */
    public static String parent(String pointer) {
        int slash = pointer.lastIndexOf('/');
        return slash < 0 ? "" : pointer.substring(0, slash);
    }

    /** The last part, unescaped; empty for the root. */
    public static String last(String pointer) {
        int slash = pointer.lastIndexOf('/');
        return slash < 0 ? "" : unescaped(pointer.substring(slash + 1));
    }

    /** The parts, unescaped; none for the root. */
    public static List<String> parts(String pointer) {
        List<String> parts = new ArrayList<>();
        for (int from = pointer.indexOf('/'); from >= 0; ) {
            int to = pointer.indexOf('/', from + 1);
            parts.add(unescaped(to < 0 ? pointer.substring(from + 1) : pointer.substring(from + 1, to)));
            from = to;
        }
        return List.copyOf(parts);
    }

    /** True when {@code pointer} is {@code ancestor} or lies below it. */
    public static boolean within(String pointer, String ancestor) {
        return pointer.startsWith(ancestor)
                && (pointer.length() == ancestor.length() || pointer.charAt(ancestor.length()) == '/');
    }

    private static String unescaped(String part) {
        return part.replace("~1", "/").replace("~0", "~");
    }
}
