package io.orbit.schemas.pipeline;

import static io.orbit.schemas.pipeline.Definitions.VALIDATOR;
import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.schemas.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretScanTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'credentials':'vault:orbit/data/pg#jdbc'",
                "'schemaRegistry':{'url':'https://registry:8081','credentials':'vault:a/b#c'}",
                "'tokenUrl':'https://login.example.com/oauth'",
                "'token':'vault:a/b#c'",
                "'token':'${params.t}'",
                "'password':''",
                "'passwordColumn':'pw'",
                "'maxTokens':500",
                "'nextToken':'abc'",
                "'keys':['order_id','customer_id_of_the_buyer_2']",
                "'key':'order_id'",
                "'url':'https://example.com:8080/a?x=1&y=2'",
                "'endpoint':'s3a://bucket/path@v2/x:y'",
                "'useSsl':true",
            })
    void whatOnlyLooksLikeASecretIsLeftAlone(String option) {
        assertThat(VALIDATOR
                        .validate(Definitions.withFields(
                                "'params':{'t':{'type':'string'}},'connections':{'c':{'type':'x'," + option + "}}"))
                        .problems())
                .isEmpty();
    }

    @Test
    void namesOfColumnsSayNothingOfASecret() {
        assertThat(VALIDATOR
                        .validate(
                                Definitions.withSteps(
                                        "{'id':'read','method':'ExtractMethods.csv','with':{'path':'a','schema':{'password':'string'}}}",
                                        "{'id':'d','method':'UserMethods.derive','with':{'columns':{'token':'sha2(token, 256)'}}}",
                                        "{'id':'f','method':'UserMethods.filter','with':{'where':\"password = :x AND l.pwd = r.pwd\"}}"))
                        .problems())
                .isEmpty();
    }

    @Test
    void butASecretAmongThemIsFoundByItsShape() {
        assertThat(Definitions.problem(
                                Definitions.withSteps(
                                        "{'id':'read','method':'ExtractMethods.csv','with':{'path':'a','schema':{'x':'AKIAIOSFODNN7EXAMPLE'}}}"))
                        .pointer())
                .isEqualTo("/steps/0/with/schema/x");
    }

    @ParameterizedTest
    @CsvSource({
        "client_secret",
        "clientSecret",
        "DB_PASSWORD",
        "passwd",
        "pwd",
        "apiKey",
        "x-api-key",
        "secretAccessKey",
        "fs.s3a.secret.key",
        "privateKey",
        "accessToken",
        "Authorization",
        "passphrase"
    })
    void theNamesOfSecretsAreKnownInEverySpelling(String name) {
        Problem problem = Definitions.problem(
                Definitions.withFields("'connections':{'c':{'type':'x','" + name + "':'hunter2'}}"));

        assertThat(problem.code()).isEqualTo(ErrorCode.PLAINTEXT_SECRET);
        assertThat(problem.toString()).doesNotContain("hunter2");
    }
}
