package io.orbit.schemas;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;

/** One record of every type and of every type of body, each field filled with something that tells where it belongs. */
final class Samples {
    private Samples() {}

    /** By name, {@code Event.StepFailed} for a body. */
    static Map<String, SpecificRecordBase> all() {
        Map<String, SpecificRecordBase> all = new LinkedHashMap<>();
        for (Schema schema : Wire.SCHEMAS.values()) {
            List<Schema> bodies = bodies(schema);
            if (bodies.isEmpty()) {
                all.put(schema.getName(), record(schema, schema));
            }
            bodies.forEach(body -> all.put(schema.getName() + '.' + body.getName(), record(schema, body)));
        }
        return all;
    }

    /** The records that the union {@code body}, of the record or of its items, can be. */
    private static List<Schema> bodies(Schema schema) {
        Schema.Field body = schema.getField("body");
        if (body == null && schema.getField("items") != null) {
            body = schema.getField("items").schema().getElementType().getField("body");
        }
        return body == null ? List.of() : body.schema().getTypes();
    }

    private static SpecificRecordBase record(Schema schema, Schema body) {
        SpecificRecordBase record = (SpecificRecordBase) SpecificData.get().newRecord(null, schema);
        for (Schema.Field field : schema.getFields()) {
            record.put(field.pos(), value(field.name(), field.schema(), body));
        }
        return record;
    }

    private static Object value(String name, Schema schema, Schema body) {
        return switch (schema.getType()) {
            case STRING -> name + " ü";
            case INT -> name.length();
            case LONG ->
                schema.getLogicalType() == LogicalTypes.timestampMillis()
                        ? Instant.ofEpochMilli(1_795_000_000_000L)
                        : 1_000_000_007L * name.length();
            case DOUBLE -> name.length() / 8.0;
            case BOOLEAN -> true;
            case ARRAY -> List.of(value(name, schema.getElementType(), body));
            case RECORD -> record(schema, body);
            case UNION ->
                name.equals("body")
                        ? record(body, body)
                        : value(name, schema.getTypes().get(1), body);
            case ENUM, MAP, FIXED, BYTES, FLOAT, NULL ->
                throw new IllegalStateException(
                        "No record has used this type so far; say here what a sample of it is: " + schema);
        };
    }
}
