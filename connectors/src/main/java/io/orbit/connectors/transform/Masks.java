package io.orbit.connectors.transform;

import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.repeat;
import static org.apache.spark.sql.functions.right;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.orbit.connectors.method.StepScope;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/** Hides values, the same ones always in the same way. */
public final class Masks {
    private static final int SHORTEST_SALT = 16;
    private static final int SHOWN = 4;

    private Masks() {}

    /**
     * @throws OrbitException SCHEMA_MISMATCH: no such column, or a struct, a list or bytes; PARAMETER_INVALID: no
     *     connection for a salt, or a salt that is too short; SECRET_NOT_FOUND: the credential has no salt
     */
    public static Dataset<Row> mask(StepScope scope, Enrichments.Mask with, Dataset<Row> rows) {
        Map<String, Column> masked = new TreeMap<>();
        boolean salted = with.columns().values().stream().anyMatch(Masks::salted);
        byte[] salt = salted ? salt(scope, with.connection()) : new byte[0];
        with.columns().forEach((name, masking) -> {
            StructField field = SqlText.field(rows, name);
            if (!(field.dataType() instanceof AtomicType) || field.dataType() instanceof BinaryType) {
                throw new OrbitException(
                        ErrorCode.SCHEMA_MISMATCH,
                        "column '%s' is %s; only text, numbers, dates and the like can be masked."
                                .formatted(name, field.dataType().catalogString()));
            }
            Column text = SqlText.column(field.name()).cast("string");
            masked.put(
                    field.name(), masked(masking, text, salt, with.redacted()).as(field.name()));
        });
        return rows.select(Arrays.stream(rows.columns())
                .map(name -> masked.getOrDefault(name, SqlText.column(name)))
                .toArray(Column[]::new));
    }

    private static Column masked(Enrichments.Masking masking, Column text, byte[] salt, String redacted) {
        return switch (masking) {
            // A function, not SQL: what stands in a plan is printed with it, and the salt must not be.
            case HASH -> apply(new Hash(new Keyed(salt)), text);
            case TOKENIZE -> apply(new Tokenize(new Tokens(new Keyed(salt))), text);
            case LAST4 ->
                // Of so few characters, four would be (nearly) all.
                when(length(text).gt(SHOWN * 2 - 1), concat(stars(length(text).minus(SHOWN)), right(text, lit(SHOWN))))
                        .otherwise(stars(length(text)));
            case REDACT -> when(text.isNotNull(), lit(redacted));
        };
    }

    private static Column stars(Column number) {
        return repeat(lit("*"), number.cast("int"));
    }

    private static boolean salted(Enrichments.Masking masking) {
        return masking == Enrichments.Masking.HASH || masking == Enrichments.Masking.TOKENIZE;
    }

    private static byte[] salt(StepScope scope, @Nullable String connection) {
        if (connection == null) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID,
                    "hash and tokenize need 'connection', whose credential has the field 'salt'.");
        }
        String salt = scope.connection(connection).credential().field("salt");
        if (salt.length() < SHORTEST_SALT) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID,
                    "the salt of connection '%s' is shorter than %d characters: values could be guessed."
                            .formatted(connection, SHORTEST_SALT));
        }
        return salt.getBytes(StandardCharsets.UTF_8);
    }

    private static Column apply(UDF1<String, String> function, Column text) {
        return udf(function, DataTypes.StringType).apply(text);
    }

    private record Hash(Keyed key) implements UDF1<String, String> {
        @Override
        public @Nullable String call(@Nullable String text) {
            return text == null ? null : key.hash(text);
        }
    }

    private record Tokenize(Tokens tokens) implements UDF1<String, String> {
        @Override
        public @Nullable String call(@Nullable String text) {
            return text == null ? null : tokens.of(text);
        }
    }
}
