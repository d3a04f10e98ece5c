package io.orbit.connectors.files;

/** What to do with a record that does not fit the schema. */
public enum BadRecords {
    FAIL("FAILFAST"),
    DROP("DROPMALFORMED"),
    PERMISSIVE("PERMISSIVE");

    private final String mode;

    BadRecords(String mode) {
        this.mode = mode;
    }

    /** Spark's word. */
    public String mode() {
        return mode;
    }
}
