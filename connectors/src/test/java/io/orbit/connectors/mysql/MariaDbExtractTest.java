package io.orbit.connectors.mysql;

import java.nio.file.Path;

/** Reads from a real MariaDB, which is not MySQL. */
class MariaDbExtractTest extends MysqlExtractContract {
    @Override
    MysqlTestServer start(Path work) throws Exception {
        return MysqlTestServer.mariaDb(work);
    }

    @Override
    String product() {
        return "MariaDB";
    }
}
