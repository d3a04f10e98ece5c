package io.orbit.control.topology;

/** A row of the state store. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Row(String key, byte[] value) {}
