package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.json.Pointers;
import io.orbit.schemas.json.Shown;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses options of drivers and clients that load classes, read local files or send credentials elsewhere, wherever
 * they stand: as a field, or within a URL or a host name.
 */
final class OptionScan {
    private static final String JDBC =
            "autodeserialize|allowloadlocalinfile|allowloadlocalinfileinpath|allowurlinlocalinfile|queryinterceptors"
                    + "|exceptioninterceptors|connectionlifecycleinterceptors|propertiestransform|socketfactory"
                    + "|socketfactoryarg|sslfactory|sslfactoryarg|sslhostnameverifier|sslpasswordcallback"
                    + "|authenticationpluginclassname|authenticationplugins|defaultauthenticationplugin|loggerfile"
                    + "|xmlfactoryfactory|jaasapplicationname";

    private static final Pattern FIELD = Pattern.compile("(" + JDBC + ")"
            + "|(kafka\\.)?(sasl\\.jaas\\.config|sasl\\.oauthbearer\\..*|sasl\\.(login|client)\\..*class"
            + "|.*\\.classes|interceptor\\.classes|metric\\.reporters|config\\.providers.*|ssl\\..*\\.location"
            + "|ssl\\.engine\\.factory\\.class|security\\.providers)"
            + "|spark\\..*");

    private static final Pattern IN_TEXT = Pattern.compile("(?i)(?:[?&;,#]|^)\\s*(" + JDBC + "|init)\\s*=");

    private final Findings findings;

    OptionScan(Findings findings) {
        this.findings = findings;
    }

    /** @param value {@code connections}, or the {@code with} of a step */
    void scan(JsonNode value, String pointer) {
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            String at = Pointers.child(pointer, field.getKey());
            if (FIELD.matcher(field.getKey().toLowerCase(Locale.ROOT)).matches()) {
                forbidden(field.getKey(), at);
            } else {
                scan(field.getValue(), at);
            }
        }
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                scan(value.get(i), Pointers.child(pointer, i));
            }
        }
        if (value.isTextual()) {
            Matcher option = IN_TEXT.matcher(value.textValue());
            if (option.find()) {
                forbidden(option.group(1), pointer);
            }
        }
    }

    private void forbidden(String option, String pointer) {
        findings.add(
                ErrorCode.OPTION_FORBIDDEN,
                pointer,
                "The option '%s' is not allowed: it can load code, read local files or redirect a login."
                        .formatted(Shown.text(option)));
    }
}
