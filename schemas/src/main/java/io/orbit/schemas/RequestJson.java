package io.orbit.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.schemas.json.CanonicalJson;
import io.orbit.schemas.json.DidYouMean;
import io.orbit.schemas.json.JsonFault;
import io.orbit.schemas.json.Shown;
import io.orbit.schemas.json.StrictJson;
import io.orbit.wire.Request;
import io.orbit.wire.request.CancelRequested;
import io.orbit.wire.request.PipelineSubmitted;
import io.orbit.wire.request.RedriveRequested;
import io.orbit.wire.request.ResumeRequested;
import io.orbit.wire.request.RetryRequested;
import io.orbit.wire.request.RunRequested;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * A request in either form that {@code orbit.requests} takes: Avro in the registry wire format, or a plain JSON object
 * such as
 *
 * <pre>{@code
 * {"type":"RunRequested","pipeline":"default.flights-daily","params":{},"actor":"ann","idempotencyKey":"2026-11-20"}
 * }</pre>
 *
 * In JSON the fields of the body stand beside {@code type}; {@code params} and {@code definition} may be an object or a
 * string that holds one; {@code pipeline} may be left out where {@code runId} or {@code definition} names it. JSON
 * carries public requests only: the control plane's own timers travel in Avro.
 */
public final class RequestJson {
    private static final Map<String, Schema> TYPES = Stream.of(
                    PipelineSubmitted.getClassSchema(),
                    RunRequested.getClassSchema(),
                    CancelRequested.getClassSchema(),
                    ResumeRequested.getClassSchema(),
                    RetryRequested.getClassSchema(),
                    RedriveRequested.getClassSchema())
            .collect(Collectors.toUnmodifiableMap(Schema::getName, schema -> schema));

    /** Fields of the request itself. */
    private static final Set<String> ENVELOPE = Set.of("type", "pipeline", "actor", "idempotencyKey");

    /** Body fields that hold JSON as text. */
    private static final Set<String> JSON_TEXT = Set.of("params", "definition");

    private RequestJson() {}

    /**
     * @param value the value of a record on the requests topic, whatever it may be
     * @throws OrbitException POISON_BYTES when it is neither form, or a JSON object that is not a public request;
     *     POISON_SCHEMA for Avro of another schema; nothing else
     */
    public static Request decode(byte[] value) {
        if (value.length > 0 && value[0] == 0) {
            return Wire.REQUEST.decode(value);
        }
        if (!beginsAsObject(value)) {
            throw poison("The value is neither a record in the registry wire format nor a JSON object.");
        }
        try {
            return request((ObjectNode) StrictJson.parse(value, "").toJson(new LinkedHashMap<>()));
        } catch (JsonFault e) {
            throw poison("The JSON cannot be read (%s): %s".formatted(e.place(), e.getMessage()));
        }
    }

    private static boolean beginsAsObject(byte[] value) {
        for (byte b : value) {
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                return b == '{';
            }
        }
        return false;
    }

    private static Request request(ObjectNode json) {
        String type = required(json, "type");
        Schema schema = TYPES.get(type);
        if (schema == null) {
            throw poison("There is no public request '%s'. %s"
                    .formatted(Shown.text(type), DidYouMean.hint(type, TYPES.keySet()))
                    .strip());
        }
        refuseUnknown(json, schema);
        SpecificRecordBase body = body(json, schema);
        return Request.newBuilder()
                .setPipeline(pipeline(json))
                .setActor(text(json, "actor"))
                .setIdempotencyKey(text(json, "idempotencyKey"))
                .setBody(body)
                .build();
    }

    private static void refuseUnknown(ObjectNode json, Schema schema) {
        Set<String> known = new TreeSet<>(ENVELOPE);
        schema.getFields().forEach(field -> known.add(field.name()));
        json.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw poison("%s has no field '%s'. %s"
                        .formatted(schema.getName(), Shown.text(name), DidYouMean.hint(name, known))
                        .strip());
            }
        });
    }

    private static SpecificRecordBase body(ObjectNode json, Schema schema) {
        SpecificData data = SpecificData.get();
        SpecificRecordBase body = (SpecificRecordBase) data.newRecord(null, schema);
        for (Schema.Field field : schema.getFields()) {
            String given = JSON_TEXT.contains(field.name()) ? jsonText(json, field.name()) : text(json, field.name());
            if (given == null && !field.hasDefaultValue()) {
                throw poison("%s needs the field '%s'.".formatted(schema.getName(), field.name()));
            }
            body.put(field.pos(), given == null ? data.getDefaultValue(field) : given);
        }
        return body;
    }

    /** Named by itself, by the run, or by the definition. */
    private static String pipeline(ObjectNode json) {
        if (json.has("pipeline")) {
            return required(json, "pipeline");
        }
        if (json.has("runId")) {
            String runId = required(json, "runId");
            return RunId.parse(runId)
                    .map(RunId::pipeline)
                    .orElseThrow(() -> poison("'%s' is not a run id.".formatted(Shown.text(runId))));
        }
        if (json.path("definition").path("name").isTextual()) {
            JsonNode definition = json.path("definition");
            return definition.path("namespace").asText("default")
                    + '.'
                    + definition.path("name").textValue();
        }
        throw poison("The request needs the field 'pipeline', for example \"default.flights-daily\".");
    }

    private static @Nullable String jsonText(ObjectNode json, String name) {
        JsonNode value = json.path(name);
        if (value.isObject()) {
            return CanonicalJson.compact(value);
        }
        String text = text(json, name);
        if (text != null && "params".equals(name) && !StrictJson.tree(text).isObject()) {
            throw poison("The field 'params' must be a JSON object.");
        }
        return text;
    }

    private static String required(ObjectNode json, String name) {
        String text = text(json, name);
        if (text == null || text.isEmpty()) {
            throw poison("The request needs the field '%s'.".formatted(name));
        }
        return text;
    }

    /** Null when it is absent or null. */
    private static @Nullable String text(ObjectNode json, String name) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw poison("The field '%s' must be a string, not %s.".formatted(name, Shown.type(value)));
        }
        return value.textValue();
    }

    private static OrbitException poison(String message) {
        return new OrbitException(ErrorCode.POISON_BYTES, message);
    }
}
