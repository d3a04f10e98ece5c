package io.orbit.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orbit.wire.Request;
import io.orbit.wire.request.CancelRequested;
import io.orbit.wire.request.PipelineSubmitted;
import io.orbit.wire.request.RedriveRequested;
import io.orbit.wire.request.ResumeRequested;
import io.orbit.wire.request.RetryRequested;
import io.orbit.wire.request.RunRequested;
import io.orbit.wire.request.TimerDue;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestJsonTest {
    private static final String RUN = "default.flights.01KX0000000000000000000000";

    @Test
    void theShortestRequestStartsARun() {
        Request request = decode("{'type':'RunRequested','pipeline':'default.flights'}");

        assertThat(request)
                .isEqualTo(new Request("default.flights", null, null, null, new RunRequested("{}", "manual")));
    }

    @Test
    void everyFieldOfARunRequestIsTaken() {
        Request request =
                decode(" \r\n\t{'type':'RunRequested','pipeline':'default.flights','params':{'b':[1, 2],'a':'ü'},"
                        + "'trigger':'event','actor':'ann','idempotencyKey':'k1'}");

        assertThat(request)
                .isEqualTo(new Request(
                        "default.flights", "ann", "k1", null, new RunRequested("{\"b\":[1,2],\"a\":\"ü\"}", "event")));
    }

    @Test
    void paramsMayAlsoBeATextThatHoldsAnObject() {
        assertThat(decode("{'type':'RunRequested','pipeline':'a.b','params':'{}'}")
                        .getBody())
                .isEqualTo(new RunRequested("{}", "manual"));
    }

    @Test
    void theOtherPublicRequestsAreTaken() {
        assertThat(decode("{'type':'CancelRequested','runId':'" + RUN + "','reason':'x'}"))
                .isEqualTo(new Request("default.flights", null, null, null, new CancelRequested(RUN, "x")));
        assertThat(decode("{'type':'ResumeRequested','runId':'" + RUN + "'}").getBody())
                .isEqualTo(new ResumeRequested(RUN, ""));
        assertThat(decode("{'type':'RetryRequested','pipeline':'p.q','runId':'" + RUN + "','fromStep':null}"))
                .isEqualTo(new Request("p.q", null, null, null, new RetryRequested(RUN, null)));
        assertThat(decode("{'type':'RedriveRequested','runId':'" + RUN + "','step':'s','token':'t'}")
                        .getBody())
                .isEqualTo(new RedriveRequested(RUN, "s", "t"));
    }

    @Test
    void aDefinitionMayBeAnObjectOrATextAndNamesItsPipeline() {
        assertThat(decode("{'type':'PipelineSubmitted','definition':{'name':'flights','steps':[ ]}}"))
                .isEqualTo(new Request(
                        "default.flights",
                        null,
                        null,
                        null,
                        new PipelineSubmitted("{\"name\":\"flights\",\"steps\":[]}")));
        assertThat(decode("{'type':'PipelineSubmitted','pipeline':'n.f','definition':'not even JSON'}"))
                .isEqualTo(new Request("n.f", null, null, null, new PipelineSubmitted("not even JSON")));
    }

    @Test
    void avroIsTakenWithAnyBodyEvenTheControlPlanesOwn() {
        Request request = new Request("a.b", null, null, "t:0:1", new TimerDue(RUN, "deadline", 7L, 8L));

        assertThat(RequestJson.decode(Wire.REQUEST.encode(request))).isEqualTo(request);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|neither",
                "hello|neither",
                "[]|neither",
                "{|not closed",
                "{}|needs the field 'type'",
                "{'type':'RunRequest','pipeline':'a.b'}|Did you mean 'RunRequested'?",
                "{'type':'TimerDue','runId':'r','timer':'x','fence':1,'dueAt':1}|no public request 'TimerDue'",
                "{'type':'LeaseExpired','pipeline':'a.b'}|no public request",
                "{'type':'RunRequested'}|needs the field 'pipeline'",
                "{'type':'RunRequested','pipeline':7}|must be a string, not a number",
                "{'type':'RunRequested','pipeline':'a.b','parms':{}}|Did you mean 'params'?",
                "{'type':'RunRequested','pipeline':'a.b','forwardedFrom':'x'}|no field 'forwardedFrom'",
                "{'type':'RunRequested','pipeline':'a.b','runId':'x'}|no field 'runId'",
                "{'type':'RunRequested','pipeline':'a.b','params':[]}|must be a string, not an array",
                "{'type':'RunRequested','pipeline':'a.b','params':'[]'}|must be a JSON object",
                "{'type':'RunRequested','pipeline':'a.b','params':'{'}|not closed",
                "{'type':'RunRequested','pipeline':'a.b','pipeline':'a.c'}|twice",
                "{'type':'RunRequested','pipeline':'a.b'} {}|follows the end",
                "{'type':'CancelRequested','pipeline':'a.b'}|needs the field 'runId'",
                "{'type':'CancelRequested','runId':'x'}|'x' is not a run id",
            })
    void whatIsNoPublicRequestIsPoisonWithAReason(String json, String reason) {
        assertThatThrownBy(() -> decode(json))
                .isInstanceOfSatisfying(
                        OrbitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.POISON_BYTES))
                .hasMessageContaining(reason);
    }

    @Test
    void deepNestingIsPoisonAndHarmless() {
        assertThatThrownBy(() -> decode("{'type':'RunRequested','pipeline':'a.b','params':" + "[".repeat(100_000)))
                .isInstanceOfSatisfying(
                        OrbitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.POISON_BYTES));
    }

    @Test
    void avroOfAnotherSchemaIsSaidAsSuch() {
        byte[] bytes = Wire.REQUEST.encode(new Request("a.b", null, null, null, new RunRequested("{}", "manual")));
        bytes[4]++;

        assertThatThrownBy(() -> RequestJson.decode(bytes))
                .isInstanceOfSatisfying(
                        OrbitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.POISON_SCHEMA));
    }

    private static Request decode(String json) {
        return RequestJson.decode(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
