package io.orbit.connectors.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Avro schemas that pipelines hold. */
public final class AvroText {
    private AvroText() {}

    /**
     * @param schema as an object, or as text
     * @throws OrbitException PARAMETER_INVALID when it is not the schema of a record
     */
    public static Schema record(@Nullable JsonNode schema) {
        try {
            String text = schema == null ? "" : schema.isTextual() ? schema.asText() : schema.toString();
            Schema parsed = new Schema.Parser().parse(text);
            if (parsed.getType() == Schema.Type.RECORD) {
                return parsed;
            }
        } catch (AvroRuntimeException e) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID, "'schema' is no Avro schema: " + e.getMessage() + ".", e);
        }
        throw new OrbitException(ErrorCode.PARAMETER_INVALID, "'schema' must be the Avro schema of a record.");
    }

    /** The same record with one more field, which is true in whatever can be decoded. */
    public static Schema withMark(Schema record, String mark) {
        List<Schema.Field> fields = new ArrayList<>();
        record.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        fields.add(new Schema.Field(mark, Schema.create(Schema.Type.BOOLEAN), null, true));
        return Schema.createRecord(record.getName(), record.getDoc(), record.getNamespace(), false, fields);
    }
}
