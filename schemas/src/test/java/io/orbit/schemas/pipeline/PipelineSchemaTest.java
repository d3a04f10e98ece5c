package io.orbit.schemas.pipeline;

import static io.orbit.schemas.pipeline.Definitions.json;
import static io.orbit.schemas.pipeline.Definitions.withFields;
import static io.orbit.schemas.pipeline.Definitions.withSteps;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import io.orbit.schemas.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineSchemaTest {
    private static final ObjectNode DOCUMENT = new PipelineSchema(Definitions.CATALOG).schema();
    private static final JsonSchema SCHEMA = Schemas.compile(DOCUMENT);
    private static final String READ = "{'id':'read','method':'ExtractMethods.csv','with':{'path':'a.csv'}}";

    @Test
    void theDocumentIsASchemaOfItsOwnDialect() {
        JsonSchema dialect = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(SchemaLocation.of(SchemaId.V202012));

        assertThat(dialect.validate(DOCUMENT)).isEmpty();
    }

    @Test
    void everyMethodIsOfferedAndDescribed() {
        for (MethodSpec method : Definitions.CATALOG.methods()) {
            assertThat(DOCUMENT.at("/$defs").path(method.name()).isObject())
                    .as(method.name())
                    .isTrue();
        }
        assertThat(DOCUMENT.toString()).contains("For tests: ExtractMethods.csv.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id':'r','method':'ExtractMethods.csv','with':{'path':'${params.p}','header':'${params.h}'}}",
                "{'id':'r','method':'ExtractMethods.csv','with':{'$ref':'x.json'}}",
                "{'id':'r','method':'ExtractMethods.csv','with':{'path':'a','schema':{'$ref':'s.json'}}}",
                "{'$ref':'step.json'}",
                "{'id':'r','method':'UserMethods.rules','with':{'rules':[{'check':'range','column':'c','min':0}]}}",
                "{'id':'r','method':'ExtractMethods.csv','retry':'fixed-5s','with':{'path':'a'}}"
            })
    void whatAnAuthorMayWriteFits(String step) {
        assertThat(SCHEMA.validate(StrictJson.tree(withSteps(step)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id':'r','method':'ExtractMethods.csv','with':{'path':5}}",
                "{'id':'r','method':'ExtractMethods.csv','with':{'pathh':'a','path':'a'}}",
                "{'id':'r','method':'ExtractMethods.nothing'}",
                "{'id':'r','method':'ExtractMethods.csv','whith':{}}",
                "{'id':'r','method':'UserMethods.rules','with':{'rules':[{'check':'range','column':'c','min':'x'}]}}",
                "{'id':'r','method':'UserMethods.filter','with':{'where':7}}",
                "{'id':'r'}"
            })
    void whatTheValidatorWouldRefuseDoesNotFit(String step) {
        assertThat(SCHEMA.validate(StrictJson.tree(withSteps(step)))).isNotEmpty();
    }

    @Test
    void fieldsOutsideOfStepsAreCheckedToo() {
        assertThat(SCHEMA.validate(StrictJson.tree(withFields("'connections':{'a':{'$ref':'a.json','x':1}}"))))
                .isEmpty();
        assertThat(SCHEMA.validate(StrictJson.tree(withFields("'retires':1")))).isNotEmpty();
        assertThat(SCHEMA.validate(StrictJson.tree(json("{'name':'a','steps':[" + READ + "]}"))))
                .isNotEmpty();
    }

    @Test
    void eachCallGivesADocumentOfItsOwn() {
        PipelineSchema schema = new PipelineSchema(Definitions.CATALOG);
        schema.schema().removeAll();

        assertThat(schema.schema()).isEqualTo(DOCUMENT);
    }
}
