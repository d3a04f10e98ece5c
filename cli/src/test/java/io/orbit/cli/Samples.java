package io.orbit.cli;

/** Answers in the shapes of the contract. */
final class Samples {
    static final String RUN = "default.flights.01K5XYZ8QJ3N7M2P4R6T8V0W00";

    private Samples() {}

    static String run(String status) {
        String failure = status.equals("FAILED") ? """
                  {"step":"join","code":"ORB-3002","message":"Step 'join' has no retries left."}""" : "null";
        return """
                {"runId":"%s","pipeline":"default.flights","version":4,"status":"%s","seq":7,"epoch":0,"params":{"day":"2024-01-07"},
                 "trigger":"api","acceptedAt":"2026-01-01T10:00:00.000Z","startedAt":"2026-01-01T10:00:00.000Z",
                 "finishedAt":"2026-01-01T10:00:06.100Z","durationMs":6100,"failure":%s,
                 "waitingFor":[{"step":"join","cause":"RETRY","since":"2026-01-01T10:00:05.000Z","until":"2026-01-01T10:00:35.000Z","detail":"attempt 3 of 4"}],
                 "steps":[
                  {"id":"extract","method":"ExtractMethods.csv","segment":"s1","status":"SUCCEEDED","attempt":1,"failures":0,
                   "startedAt":"2026-01-01T10:00:00.000Z","finishedAt":"2026-01-01T10:00:00.840Z","durationMs":840,"runner":"runner-1",
                   "metrics":{"rowsOut":104233,"quarantined":7},"result":null,"error":null,"nextRetryAt":null,"deadLetterToken":null,
                   "attempts":[{"attempt":1,"status":"SUCCEEDED","runner":"runner-1","startedAt":"2026-01-01T10:00:00.000Z","error":null}]},
                  {"id":"join","method":"UserMethods.join","segment":"s2","status":"FAILED","attempt":2,"failures":2,
                   "startedAt":"2026-01-01T10:00:01.000Z","finishedAt":"2026-01-01T10:00:06.000Z","durationMs":5000,"runner":"runner-2",
                   "metrics":{},"result":{"id":"not a step"},"error":{"code":"ORB-2102","kind":"TRANSIENT","message":"It timed out."},
                   "nextRetryAt":null,"deadLetterToken":null,
                   "attempts":[{"attempt":1,"status":"FAILED","runner":"runner-1","startedAt":"2026-01-01T10:00:01.000Z","durationMs":1500,
                                "error":{"code":"ORB-2102","kind":"TRANSIENT","message":"It timed out."}},
                               {"attempt":2,"status":"FAILED","runner":"runner-2","startedAt":"2026-01-01T10:00:04.000Z","durationMs":2000,
                                "error":{"code":"ORB-2102","kind":"TRANSIENT","message":"It timed out."}}]}],
                 "position":"3:1215"}""".formatted(RUN, status, failure);
    }

    /** A row of the list of runs. */
    static String row(String runId, String status) {
        return """
                {"runId":"%s","pipeline":"default.flights","version":4,"status":"%s","acceptedAt":"2026-01-01T10:00:00.000Z",
                 "startedAt":"2026-01-01T10:00:00.000Z","finishedAt":"2026-01-01T10:00:06.100Z","durationMs":6100,"trigger":"api",
                 "failure":null,"stepsDone":2,"stepsTotal":2}""".formatted(runId, status);
    }

    static String items(String... items) {
        return "{\"items\":[" + String.join(",", items) + "],\"nextCursor\":null}";
    }

    /** One event at {@code 3:(1200 + seq)}, at {@code seq} seconds past ten. */
    static String event(int seq, String type, String step, String data) {
        String stepField = step.isEmpty() ? "null" : "\"" + step + "\"";
        String body = step.isEmpty() ? data : "\"step\":\"" + step + "\"" + (data.isEmpty() ? "" : "," + data);
        return """
                {"seq":%d,"type":"%s","at":"2026-01-01T10:00:%02d.000Z","partition":3,"offset":%d,"cause":"orbit.requests:3:9",
                 "actor":null,"version":4,"step":%s,"data":{%s}}""".formatted(seq, type, seq, 1200 + seq, stepField, body);
    }

    static String events(boolean terminal, int next, String... events) {
        return "{\"items\":[%s],\"nextSeq\":%d,\"terminal\":%s}".formatted(String.join(",", events), next, terminal);
    }

    /** A run whose second step fails once, is retried, and ends as said. */
    static String story(String end) {
        return events(
                true,
                10,
                event(1, "RunAccepted", "", "\"params\":\"{}\",\"trigger\":\"api\""),
                event(2, "RunStarted", "", ""),
                event(3, "StepStarted", "extract", "\"attempt\":1,\"runner\":\"runner-1\""),
                event(
                        4,
                        "StepSucceeded",
                        "extract",
                        "\"attempt\":1,\"metrics\":[{\"name\":\"rowsOut\",\"value\":104233}]"),
                event(5, "StepStarted", "join", "\"attempt\":1,\"runner\":\"runner-1\""),
                event(6, "StepFailed", "join", "\"attempt\":1,\"code\":\"ORB-2102\",\"message\":\"It timed out.\""),
                event(7, "RetryScheduled", "join", "\"attempt\":2,\"delayMs\":30000,\"dueAt\":1767261636000"),
                event(8, "StepStarted", "join", "\"attempt\":2,\"runner\":\"runner-2\""),
                event(9, end, end.startsWith("Step") ? "join" : "", ""));
    }
}
