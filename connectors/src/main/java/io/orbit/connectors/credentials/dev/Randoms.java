package io.orbit.connectors.credentials.dev;

import java.security.SecureRandom;

/** Texts that nobody guesses. */
final class Randoms {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private Randoms() {}

    static String letters(int count) {
        StringBuilder text = new StringBuilder(count);
        for (int at = 0; at < count; at++) {
            text.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
