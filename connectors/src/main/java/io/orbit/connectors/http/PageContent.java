package io.orbit.connectors.http;

import java.util.Map;

/**
 * What one page held.
 *
 * @param rows records, each a line of the file
 * @param found texts of the other places that were looked at, by their pointers; none for what is absent or null
 */
record PageContent(long rows, Map<String, String> found) {
    PageContent {
        found = Map.copyOf(found);
    }
}
