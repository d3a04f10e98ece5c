package io.orbit.connectors.method;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The data sets that a step reads, in the order of the definition, by name. */
public final class Inputs {
    private final Map<String, Dataset<Row>> byName;

    /** @param byName at least one; the name is the key in a named {@code inputs}, else the id of the step that made it */
    public Inputs(Map<String, Dataset<Row>> byName) {
        this.byName = new LinkedHashMap<>(byName);
    }

    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    public List<Dataset<Row>> all() {
        return List.copyOf(byName.values());
    }

    public Dataset<Row> first() {
        return all().get(0);
    }

    /** @throws OrbitException PARAMETER_INVALID when no input has that name */
    public Dataset<Row> named(String name) {
        Dataset<Row> found = byName.get(name);
        if (found == null) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID,
                    "There is no input '%s'; the step's inputs are %s.".formatted(name, names()));
        }
        return found;
    }
}
