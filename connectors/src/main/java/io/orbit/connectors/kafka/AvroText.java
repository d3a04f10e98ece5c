package io.orbit.connectors.kafka;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Avro schemas that pipelines hold. */
final class AvroText {
    private AvroText() {}

    /**
     * @return the same, when it is the schema of a record
     * @throws OrbitException PARAMETER_INVALID when it is not
     */
    static String record(String schema) {
        try {
            if (new Schema.Parser().parse(schema).getType() == Schema.Type.RECORD) {
                return schema;
            }
        } catch (AvroRuntimeException e) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID, "'schema' is no Avro schema: " + e.getMessage() + ".", e);
        }
        throw new OrbitException(ErrorCode.PARAMETER_INVALID, "'schema' must be the Avro schema of a record.");
    }
}
