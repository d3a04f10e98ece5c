package io.orbit.connectors.mysql;

import java.nio.file.Path;

/** Loads into a real MariaDB, which is not MySQL. */
class MariaDbLoadTest extends MysqlLoadContract {
    @Override
    MysqlTestServer start(Path work) throws Exception {
        return MysqlTestServer.mariaDb(work);
    }

    @Override
    String product() {
        return "MariaDB";
    }
}
