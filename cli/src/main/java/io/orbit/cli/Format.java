package io.orbit.cli;

/** How a command writes its data. */
public enum Format {
    table,
    /** A table that leaves nothing out, however wide. */
    wide,
    /** Always exactly one document. */
    json,
    /** One document per line. */
    ndjson,
    /** Only what names each thing. */
    name;

    /** Whether stdout must hold JSON and nothing else. */
    public boolean isDocument() {
        return this == json || this == ndjson;
    }

    public boolean isText() {
        return this == table || this == wide;
    }
}
