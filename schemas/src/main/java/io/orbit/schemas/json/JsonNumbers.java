package io.orbit.schemas.json;

import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NumericNode;
import io.orbit.schemas.ErrorCode;
import java.math.BigDecimal;

/** Numbers in one form each: 2, 2.0 and 2e0 are the integer 2. */
final class JsonNumbers {
    private static final BigDecimal LEAST_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal GREATEST_LONG = BigDecimal.valueOf(Long.MAX_VALUE);

    private JsonNumbers() {}

    /**
     * @param text a number as JSON allows it, of bounded length
     * @throws JsonFault DEFINITION_TOO_LARGE for digits beyond 64 bits and for what is out of the range of a double
     */
    static NumericNode parse(String text, Place place) {
        BigDecimal exact;
        try {
            exact = new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw outOfRange(place); // the exponent alone is beyond 32 bits
        }
        double nearest = exact.doubleValue();
        if (Double.isInfinite(nearest) || (nearest == 0 && exact.signum() != 0)) {
            throw outOfRange(place);
        }
        BigDecimal stripped = exact.stripTrailingZeros();
        if (stripped.scale() > 0) {
            return DecimalNode.valueOf(stripped);
        }
        if (stripped.compareTo(LEAST_LONG) < 0 || stripped.compareTo(GREATEST_LONG) > 0) {
            if (text.chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E')) {
                throw outOfRange(place);
            }
            return DecimalNode.valueOf(stripped); // written as a measure, not as a count
        }
        long whole = stripped.longValueExact();
        return whole == (int) whole ? IntNode.valueOf((int) whole) : LongNode.valueOf(whole);
    }

    private static JsonFault outOfRange(Place place) {
        return new JsonFault(
                ErrorCode.DEFINITION_TOO_LARGE,
                place,
                "The number is out of range: whole numbers have 64 bits, others the range of a double.");
    }
}
