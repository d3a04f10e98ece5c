package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.schemas.json.Pointers;
import java.util.Map;

/** Finds secrets in plain text. Reports where and why, never what. */
final class SecretScan {
    private static final String HINT = "Put it into Vault and refer to it by \"credentials\": \"vault:path#field\".";

    private final Findings findings;

    SecretScan(Findings findings) {
        this.findings = findings;
    }

    void scan(JsonNode document) {
        scan(document, "", "", false);
    }

    /**
     * @param name the field that the value stands in, or that its array stands in
     * @param columns true below a field whose own fields are names of columns, which say nothing of a secret
     */
    private void scan(JsonNode value, String pointer, String name, boolean columns) {
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            String key = field.getKey();
            boolean declared = pointer.startsWith("/params/") && key.equals("default");
            scan(
                    field.getValue(),
                    Pointers.child(pointer, key),
                    declared ? name : key,
                    columns || SecretShapes.namesColumns(key));
        }
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                scan(value.get(i), Pointers.child(pointer, i), name, columns);
            }
        }
        if (value.isTextual() || value.isNumber()) {
            String reason = SecretShapes.reason(columns ? "" : name, value.asText(), value.isNumber());
            if (!reason.isEmpty()) {
                findings.addSecret(pointer, reason, HINT);
            }
        }
    }
}
