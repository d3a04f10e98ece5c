package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.schemas.json.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the tests of definitions share. */
final class Definitions {
    static final MethodCatalog CATALOG =
            MethodCatalog.parse(text("/catalog/methods.json"), "the catalogue of the tests");
    static final DefinitionValidator VALIDATOR = new DefinitionValidator(CATALOG);

    private Definitions() {}

    /** A definition with these steps, each written as in JSON, single quotes for double ones. */
    static String withSteps(String... steps) {
        return json("{'apiVersion':'orbit/v1','name':'flights','steps':[" + String.join(",", steps) + "]}");
    }

    /** A definition with one harmless step and these further fields. */
    static String withFields(String fields) {
        return json("{'apiVersion':'orbit/v1','name':'flights'," + fields
                + ",'steps':[{'id':'read','method':'ExtractMethods.csv','with':{'path':'a.csv'}}]}");
    }

    static String json(String singleQuoted) {
        return singleQuoted.replace('\'', '"');
    }

    static JsonNode tree(String singleQuoted) {
        return StrictJson.tree(json(singleQuoted));
    }

    static ResolvedPipeline resolved(String definition) {
        return VALIDATOR.validate(definition).orThrow();
    }

    /** The only problem of the definition. */
    static Problem problem(String definition) {
        var problems = VALIDATOR.validate(definition).problems();
        if (problems.size() != 1) {
            throw new AssertionError("Expected one problem, got " + problems);
        }
        return problems.get(0);
    }

    static Path file(String resource) {
        try {
            return Path.of(Definitions.class.getResource(resource).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static String text(String resource) {
        try {
            return Files.readString(file(resource));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
