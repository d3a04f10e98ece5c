package io.orbit.connectors.mysql;

import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Reads from a real MySQL. */
@EnabledIfEnvironmentVariable(
        named = MysqlTestServer.URL_VARIABLE,
        matches = ".+",
        disabledReason = "no MySQL is given; MariaDB was used instead")
class MysqlExtractTest extends MysqlExtractContract {
    @Override
    MysqlTestServer start(Path work) throws Exception {
        return MysqlTestServer.mysql();
    }

    @Override
    String product() {
        return "MySQL";
    }
}
