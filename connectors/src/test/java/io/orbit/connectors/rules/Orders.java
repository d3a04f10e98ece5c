package io.orbit.connectors.rules;

import static io.orbit.connectors.engine.Segments.segment;

import io.orbit.connectors.engine.Segments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Orders of customers, some of them bad, and a step that checks them. */
final class Orders {
    private static final String HEAD = "id,cust,status,amount,day\n";
    private static final String READ =
            "{'with':{'path':'orders.csv','schema':{'id':'int','cust':'int','status':'string','amount':'double','day':'date'}}}";
    private static int runs;

    private final Path data;
    private final String run = "default.rules.01JD%022d".formatted(++runs);

    private Orders(Path data) {
        this.data = data;
    }

    /** Five orders of two customers, for one run. */
    static Orders in(Path data) throws IOException {
        Files.writeString(data.resolve("customers.csv"), "key\n10\n11\n");
        return new Orders(data).with("""
                1,10,NEW,5.5,2024-01-01
                2,10,PAID,-1.0,2024-01-02
                3,99,NEW,7.0,2024-01-03
                3,10,OLD,8.0,2024-01-04
                5,,NEW,,2024-02-05
                """);
    }

    /** Others, as lines of text. */
    Orders with(String orders) throws IOException {
        Files.writeString(data.resolve("orders.csv"), HEAD + orders);
        return this;
    }

    /**
     * @param rules as JSON; single quotes for double ones
     * @param more parameters of the step, behind a comma
     */
    Segments checking(String rules, String more) {
        return segment()
                .run(run)
                .step("orders", "ExtractMethods.csv", READ)
                .step("customers", "ExtractMethods.csv", "{'with':{'path':'customers.csv','schema':{'key':'int'}}}")
                .step(
                        "check",
                        "UserMethods.rules",
                        "{'inputs':['orders','customers'],'with':{'rules':[%s]%s}}".formatted(rules, more));
    }
}
