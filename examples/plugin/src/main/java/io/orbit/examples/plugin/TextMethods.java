package io.orbit.examples.plugin;

import io.orbit.connectors.method.Method;
import io.orbit.connectors.method.MethodKind;
import io.orbit.connectors.method.StepScope;
import java.text.Normalizer;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** Methods on text. The simple name of this class is the first part of their names in a pipeline. */
public final class TextMethods {
    private TextMethods() {}

    @Method(
            kind = MethodKind.TRANSFORM,
            streaming = true,
            title = "Title case",
            description =
                    "Writes each word of the columns with a capital and the rest small: 'SAN JOSE' becomes 'San Jose'.")
    public static Dataset<Row> titleCase(StepScope scope, TitleCase with, Dataset<Row> rows) {
        Dataset<Row> changed = rows;
        for (String name : with.columns()) {
            Column text = rows.col(name);
            changed = changed.withColumn(name, functions.initcap(with.trim() ? functions.trim(text) : text));
        }
        return changed;
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            streaming = true,
            title = "Slug",
            description = "Adds a column with the text as it may stand in an address: 'São Paulo' becomes 'sao-paulo'.")
    public static Dataset<Row> slug(StepScope scope, Slug with, Dataset<Row> rows) {
        UserDefinedFunction slug = functions.udf((UDF1<String, String>) TextMethods::slug, DataTypes.StringType);
        return rows.withColumn(with.into(), slug.apply(rows.col(with.column())));
    }

    private static @Nullable String slug(@Nullable String text) {
        return text == null
                ? null
                : Normalizer.normalize(text, Normalizer.Form.NFD)
                        .replaceAll("\\p{M}", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^-|-$", "");
    }
}
