package io.orbit.connectors.registry;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How enum constants are spelled in JSON. */
public final class Words {
    private Words() {}

    /** The constant's {@code @JsonProperty}, else its name in camelCase: {@code ERROR_IF_EXISTS} is errorIfExists. */
    public static String of(Enum<?> constant) {
        try {
            JsonProperty spelled =
                    constant.getDeclaringClass().getField(constant.name()).getAnnotation(JsonProperty.class);
            return spelled == null ? camelCase(constant.name()) : spelled.value();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("An enum has a field for each constant.", e);
        }
    }

    private static String camelCase(String constant) {
        StringBuilder word = new StringBuilder(constant.length());
        boolean capital = false;
        for (int at = 0; at < constant.length(); at++) {
            char letter = constant.charAt(at);
            if (letter == '_') {
                capital = true;
            } else {
                word.append(capital ? letter : Character.toLowerCase(letter));
                capital = false;
            }
        }
        return word.toString();
    }
}
