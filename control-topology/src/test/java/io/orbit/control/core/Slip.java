package io.orbit.control.core;

import java.util.List;
import java.util.Map;

/** The seam at which slips are planted: what is read from the topology's topics and from its store. */
interface Slip {
    /** The topology as it is. */
    Slip NONE = new Slip() {};

    /** @param said what was written because of one record, or one turn of the clock */
    default List<Said> said(List<Said> said) {
        return said;
    }

    /** @param rows by key */
    default Map<String, byte[]> rows(Map<String, byte[]> rows) {
        return rows;
    }
}
