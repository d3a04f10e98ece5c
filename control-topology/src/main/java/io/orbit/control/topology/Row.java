package io.orbit.control.topology;

/** A row of the state store. */
public record Row(String key, byte[] value) {}
