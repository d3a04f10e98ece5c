package io.orbit.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.schemas.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a definition looks like, the validator gives a pipeline or problems, and never an exception. */
class AnyDefinitionTest {
    private static final long SEED = Long.getLong("orbit.seed", 20_261_120L);

    private static final JsonNode GOOD = Definitions.tree("""
            {'apiVersion':'orbit/v1','name':'orders','namespace':'team','description':'x',
             'params':{'day':{'type':'date','required':true},'n':{'type':'integer','default':5,'enum':[5,6]}},
             'execution':{'mode':'batch','timeoutSec':60,'overlap':'skip'},'retry':{'maxRetries':2,'delayMs':10},
             'connections':{'pg':{'type':'postgres','credentials':'vault:a/b#c','options':{'db':'x_${params.n}'}}},
             'steps':[
              {'id':'a','method':'ExtractMethods.postgres','with':{'connection':'pg','table':'t','fetchSize':'${params.n}',
               'where':'d = :d','binds':{'d':'${params.day}'},'partition':{'column':'id','numPartitions':4}}},
              {'id':'b','method':'ExtractMethods.csv','retry':'fixed-5s','with':{'path':'p','schema':{'c':'string'}}},
              {'id':'j','method':'UserMethods.join','inputs':{'left':'a','right':'b'},'with':{'on':'x','select':['l.*']}},
              {'id':'q','method':'UserMethods.rules','with':{'rules':[{'check':'notNull','columns':['x'],'policy':'drop'},
               {'check':'range','column':'y','min':1.5}],'quarantine':{'path':'z'}}},
              {'id':'l','method':'LoadMethods.delta','inputs':['q'],'with':{'path':'t','mode':'merge','keys':['x']}},
              {'id':'t','method':'UserMethods.http','dependsOn':['l'],'with':{'url':'https://x/${steps.l.result.n}'}}]}""");

    private static final List<JsonNode> STRANGE = List.of(
            Definitions.tree("null"),
            Definitions.tree("true"),
            Definitions.tree("-1"),
            Definitions.tree("1e300"),
            Definitions.tree("0.1"),
            Definitions.tree("''"),
            Definitions.tree("'${'"),
            Definitions.tree("'${params.n}'"),
            Definitions.tree("'${steps.a.result.x} ${run.id}'"),
            Definitions.tree("'a'"),
            Definitions.tree("'fixed-5s'"),
            Definitions.tree("'\\u0000\\ud800/~'"),
            Definitions.tree("[]"),
            Definitions.tree("[[],{},null,'a']"),
            Definitions.tree("{}"),
            Definitions.tree("{'id':'a','method':'UserMethods.call','inputs':['a','a'],'':{'/':['~']}}"));

    @Test
    void theUnchangedDefinitionIsValid() {
        assertThat(Definitions.VALIDATOR.validate(CanonicalJson.of(GOOD)).problems())
                .isEmpty();
    }

    @Test
    void anyChangeOfAnyPartGivesAPipelineOrProblems() {
        Random random = new Random(SEED);
        int valid = 0;
        for (int round = 0; round < 5_000; round++) {
            String definition = CanonicalJson.compact(changed(random));
            Validation validation;
            try {
                validation = Definitions.VALIDATOR.validate(definition);
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed %d, round %d: %s".formatted(SEED, round, definition), e);
            }
            assertThat(validation.valid())
                    .as("seed %d, round %d: %s", SEED, round, definition)
                    .isEqualTo(validation.pipeline() != null);
            valid += validation.valid() ? 1 : 0;
        }
        assertThat(valid).isBetween(1, 4_999);
    }

    @Test
    void everyChangedByteGivesAPipelineOrProblems() {
        Random random = new Random(SEED);
        byte[] good = CanonicalJson.of(GOOD).getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = good.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(Definitions.VALIDATOR.validate(Bundle.of(bytes))).isNotNull();
            } catch (InvalidDefinition e) {
                assertThat(e.problems()).as("seed %d, round %d", SEED, round).isNotEmpty();
            }
        }
    }

    /** One to three parts replaced, removed, or put elsewhere. */
    private static JsonNode changed(Random random) {
        JsonNode document = GOOD.deepCopy();
        for (int i = random.nextInt(3); i >= 0; i--) {
            List<JsonNode> containers = new ArrayList<>();
            collect(document, containers);
            JsonNode container = containers.get(random.nextInt(containers.size()));
            JsonNode strange = STRANGE.get(random.nextInt(STRANGE.size())).deepCopy();
            if (container instanceof ArrayNode array) {
                array.insert(random.nextInt(array.size() + 1), strange);
                if (random.nextBoolean()) {
                    array.remove(random.nextInt(array.size()));
                }
            } else if (container instanceof ObjectNode object) {
                List<String> names = new ArrayList<>();
                object.fieldNames().forEachRemaining(names::add);
                names.add("fresh");
                String name = names.get(random.nextInt(names.size()));
                if (random.nextInt(5) == 0) {
                    object.remove(name);
                } else {
                    object.set(name, strange);
                }
            }
        }
        return document;
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }
}
