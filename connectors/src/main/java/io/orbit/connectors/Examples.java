package io.orbit.connectors;

/** A step for each method as somebody would write it; shown on the method's page, and checked like any definition. */
final class Examples {
    private Examples() {}

    /** Of {@link ExtractMethods}. */
    static final class Extract {
        private Extract() {}

        static final String AVRO = """
                {"id": "flights", "method": "ExtractMethods.avro",
                 "with": {"path": "data/flights.avro", "columns": ["origin", "delay"]}}""";

        static final String CSV = """
                {"id": "airports", "method": "ExtractMethods.csv",
                 "with": {"path": "data/airports/*.csv", "schema": {"iata": "string", "city": "string", "latitude": "double"},
                          "delimiter": ";", "badRecords": "fail"}}""";

        static final String DELTA = """
                {"id": "routes", "method": "ExtractMethods.delta",
                 "with": {"path": "lake/routes", "where": "day >= :from", "args": {"from": "2024-01-01"}}}""";

        static final String HTTP = """
                {"id": "issues", "method": "ExtractMethods.http",
                 "with": {"connection": "github", "path": "/repos/apache/kafka/issues", "query": {"state": "all", "per_page": 100},
                          "schema": {"number": "bigint", "title": "string", "created_at": "timestamp"},
                          "paginator": {"type": "link"}, "rateLimit": 5, "maxPages": 50}}""";

        static final String JSON = """
                {"id": "flights", "method": "ExtractMethods.json",
                 "with": {"path": "data/flights.json", "schema": {"origin": "string", "delay": "int", "day": "date"}}}""";

        static final String KAFKA = """
                {"id": "orders", "method": "ExtractMethods.kafka",
                 "with": {"connection": "kafka", "topic": "orders.v1", "format": "json",
                          "schema": {"order_id": "bigint", "status": "string"}, "metadata": ["topic", "partition", "offset"],
                          "onDecodeError": "quarantine", "quarantine": "quarantine/orders"}}""";

        static final String MYSQL = """
                {"id": "customers", "method": "ExtractMethods.mysql",
                 "with": {"connection": "crm", "query": "SELECT id, name, tier FROM customers WHERE region = :region",
                          "binds": {"region": "EU"}}}""";

        static final String PARQUET = """
                {"id": "flights", "method": "ExtractMethods.parquet",
                 "with": {"path": "data/flights", "columns": ["origin", "delay"], "where": "delay > :least", "args": {"least": 15}}}""";

        static final String POSTGRES = """
                {"id": "orders", "method": "ExtractMethods.postgres",
                 "with": {"connection": "pg", "table": "public.orders", "columns": ["id", "cust_id", "amount", "updated_at"],
                          "where": "updated_at >= :day", "binds": {"day": "${params.day}"}}}""";

        static final String QUARANTINE = """
                {"id": "again", "method": "ExtractMethods.quarantine",
                 "with": {"path": "lake/quarantine/orders", "run": "${params.replay}", "step": "quality",
                          "schema": {"order_id": "bigint", "amount": "double"}}}""";
    }

    /** Of {@link UserMethods}. */
    static final class User {
        private User() {}

        static final String AGGREGATE = """
                {"id": "per-route", "method": "UserMethods.aggregate",
                 "with": {"groupBy": ["origin", "destination"],
                          "measures": {"flights": "count(*)", "late": "count_if(delay > 15)", "worst": "max(delay)"}}}""";

        static final String CAST = """
                {"id": "typed", "method": "UserMethods.cast",
                 "with": {"columns": {"amount": "decimal(10,2)", "created_at": "timestamp"}, "onError": "mark"}}""";

        static final String DEDUPLICATE = """
                {"id": "latest", "method": "UserMethods.deduplicate",
                 "with": {"keys": ["order_id"], "orderBy": "struct(updated_at, version)", "keep": "last", "onTie": "fail"}}""";

        static final String DOCUMENT_CALL = """
                {"id": "read-invoice", "method": "UserMethods.documentCall",
                 "with": {"connection": "reader", "path": "/documents", "file": "inbox/invoice.pdf", "as": "multipart",
                          "fields": {"kind": "invoice"}, "timeoutSec": 120}}""";

        static final String DERIVE = """
                {"id": "amounts", "method": "UserMethods.derive",
                 "with": {"columns": {"net": "amount - coalesce(discount, 0)", "gross": "net * :vat", "day": "to_date(created_at)"},
                          "args": {"vat": 1.19}}}""";

        static final String FAIL_UNTIL = """
                {"id": "flaky", "method": "UserMethods.failUntil", "with": {"succeedOnAttempt": 3}}""";

        static final String FILL_NULLS = """
                {"id": "complete", "method": "UserMethods.fillNulls",
                 "with": {"defaults": {"discount": 0, "status": "UNKNOWN", "valid_to": "9999-12-31"}}}""";

        static final String FILTER = """
                {"id": "late", "method": "UserMethods.filter",
                 "with": {"where": "delay > :least AND NOT cancelled", "args": {"least": 15}}}""";

        static final String FLATTEN = """
                {"id": "lines", "method": "UserMethods.flatten",
                 "with": {"columns": ["customer"], "explode": ["lines"], "separator": "_"}}""";

        static final String HTTP_CALL = """
                {"id": "tell", "method": "UserMethods.httpCall",
                 "with": {"method": "POST", "url": "https://example.org/hooks/done", "body": {"run": "${run.id}"},
                          "expectStatus": [200, 202]}}""";

        static final String JAVA_METHOD = """
                {"id": "tell", "method": "UserMethods.javaMethod",
                 "with": {"className": "com.acme.Notify", "method": "mail", "args": {"to": "team"}}}""";

        static final String JOIN = """
                {"id": "enriched", "method": "UserMethods.join", "inputs": {"left": "orders", "right": "customers"},
                 "with": {"type": "left", "on": "left.cust_id = right.id", "select": ["left.*", "right.tier", "right.country"],
                          "broadcast": "right", "onMany": "fail"}}""";

        static final String LOOKUP = """
                {"id": "named", "method": "UserMethods.lookup", "inputs": ["flights", "airports"],
                 "with": {"dataset": "airports", "keys": {"origin": "iata"}, "add": ["city", "state"], "onMissing": "fail"}}""";

        static final String MASK = """
                {"id": "masked", "method": "UserMethods.mask",
                 "with": {"connection": "privacy",
                          "columns": {"email": "hash", "customer_no": "tokenize", "iban": "last4", "name": "redact"}}}""";

        static final String NOOP = """
                {"id": "start", "method": "UserMethods.noop", "with": {"result": {"day": "2024-01-31"}}}""";

        static final String PARSE = """
                {"id": "events", "method": "UserMethods.parse",
                 "with": {"column": "body", "format": "json",
                          "schema": {"order_id": "bigint", "lines": "array<struct<sku: string, amount: decimal(10,2)>>"},
                          "onError": "mark"}}""";

        static final String PAUSE = """
                {"id": "hold", "method": "UserMethods.pause", "with": {"durationMs": 5000}}""";

        static final String PIVOT = """
                {"id": "by-status", "method": "UserMethods.pivot",
                 "with": {"groupBy": ["customer_id"], "column": "status", "values": ["NEW", "PAID", "SHIPPED"],
                          "measures": {"orders": "count(*)"}}}""";

        static final String RULES = """
                {"id": "quality", "method": "UserMethods.rules", "inputs": ["orders", "customers"],
                 "with": {
                   "rules": [
                     {"id": "shape", "check": "schema", "schema": {"order_id": "bigint", "cust_id": "bigint"}, "allowExtra": true},
                     {"id": "pk", "check": "unique", "columns": ["order_id"], "policy": "fail"},
                     {"id": "amount", "check": "range", "column": "amount", "min": 0, "max": 1000000, "policy": "quarantine"},
                     {"id": "status", "check": "acceptedValues", "column": "status", "values": ["NEW", "PAID"], "policy": "drop"},
                     {"id": "dates", "check": "compare", "left": "ordered_at", "op": "<=", "right": "shipped_at", "policy": "warn"},
                     {"id": "customer", "check": "references", "columns": ["cust_id"],
                      "to": {"dataset": "customers", "columns": ["id"]}, "policy": "quarantine"},
                     {"id": "fresh", "check": "freshness", "column": "ordered_at", "maxAge": "24h", "policy": "warn"}],
                   "gate": {"maxBadRatio": 0.02},
                   "quarantine": {"path": "lake/quarantine/orders"},
                   "key": ["order_id"]}}""";

        static final String SELECT = """
                {"id": "shape", "method": "UserMethods.select",
                 "with": {"columns": ["iata", "city", "state"], "rename": {"iata": "airport"}}}""";

        static final String SQL = """
                {"id": "top-routes", "method": "UserMethods.sql", "inputs": ["flights", "airports"],
                 "with": {"query": "SELECT a.city, count(*) AS flights FROM flights f JOIN airports a ON f.origin = a.iata WHERE f.day >= :from GROUP BY a.city",
                          "args": {"from": "2024-01-01"}}}""";

        static final String UNION = """
                {"id": "all-orders", "method": "UserMethods.union", "inputs": ["shop", "branches"],
                 "with": {"by": "name", "fillMissing": true}}""";

        static final String UNPIVOT = """
                {"id": "months", "method": "UserMethods.unpivot",
                 "with": {"keep": ["account"], "columns": ["jan", "feb", "mar"], "nameColumn": "month", "valueColumn": "amount",
                          "dropNulls": true}}""";

        static final String UPLOAD = """
                {"id": "keep", "method": "UserMethods.upload",
                 "with": {"connection": "documents", "bucket": "documents", "file": "inbox/invoice.pdf", "key": "2024/invoice.pdf"}}""";

        static final String WEBHOOK = """
                {"id": "tell", "method": "UserMethods.webhook",
                 "with": {"connection": "chat", "path": "/deliveries", "payload": {"text": "orders are there"},
                          "metadata": {"profile": "daily"}}}""";

        static final String WAIT = """
                {"id": "wait", "method": "UserMethods.wait", "with": {"durationMs": 60000}}""";
    }

    /** Of {@link LoadMethods}. */
    static final class Load {
        private Load() {}

        static final String AVRO = """
                {"id": "load", "method": "LoadMethods.avro", "with": {"path": "lake/flights", "mode": "replace"}}""";

        static final String CSV = """
                {"id": "export", "method": "LoadMethods.csv",
                 "with": {"path": "out/routes", "mode": "replace", "delimiter": ";"}}""";

        static final String DELTA = """
                {"id": "load", "method": "LoadMethods.delta",
                 "with": {"path": "lake/orders", "mode": "merge", "keys": ["order_id"], "matchOnlyIfNewer": "updated_at"}}""";

        static final String HTTP = """
                {"id": "send", "method": "LoadMethods.http",
                 "with": {"connection": "crm", "path": "/users/batch", "format": "array", "batchSize": 200, "rateLimit": 10}}""";

        static final String JSON = """
                {"id": "export", "method": "LoadMethods.json",
                 "with": {"path": "out/routes", "mode": "append", "compression": "gzip"}}""";

        static final String KAFKA = """
                {"id": "publish", "method": "LoadMethods.kafka",
                 "with": {"connection": "kafka", "topic": "orders.v2", "key": "order_id", "format": "json"}}""";

        static final String MYSQL = """
                {"id": "mart", "method": "LoadMethods.mysql",
                 "with": {"connection": "mart", "table": "mart.orders", "mode": "upsert", "keys": ["order_id"]}}""";

        static final String PARQUET = """
                {"id": "load", "method": "LoadMethods.parquet",
                 "with": {"path": "lake/flights", "mode": "append", "partitionBy": ["day"]}}""";

        static final String POSTGRES = """
                {"id": "mart", "method": "LoadMethods.postgres",
                 "with": {"connection": "mart", "table": "mart.orders", "mode": "upsert", "keys": ["order_id"]}}""";
    }
}
