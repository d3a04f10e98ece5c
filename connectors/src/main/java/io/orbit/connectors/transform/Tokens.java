package io.orbit.connectors.transform;

import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Tokens that look like what they stand for: a digit becomes a digit, a letter a letter of the same case, anything else
 * stays. Different texts of one look have different tokens, because each is turned by a Feistel network, which could be
 * turned back by whoever has the key: the characters are split into two halves, and each half is shifted in turn by what
 * the other one hashes to.
 *
 * <p>A text with letters or digits beyond ASCII becomes {@code tok_} and a hash instead. This is no certified encryption
 * that keeps the format: a short text has few possible tokens, and so few possible originals.
 */
record Tokens(Keyed key) implements Serializable {
    /** Four are enough to be indistinguishable from chance in theory; more, because the halves may be short. */
    private static final int ROUNDS = 8;

    private static final int DIGITS = 10;
    private static final int LETTERS = 26;
    private static final int HASHED = 32;

    String of(String text) {
        if (text.codePoints().anyMatch(at -> at > 127 && Character.isLetterOrDigit(at))) {
            return "tok_" + key.hash(text).substring(0, HASHED);
        }
        int[] places = text.chars().filter(Tokens::turned).toArray();
        for (int round = 0; round < ROUNDS; round++) {
            shift(places, round);
        }
        StringBuilder token = new StringBuilder(text.length());
        int next = 0;
        for (int at = 0; at < text.length(); at++) {
            token.append(turned(text.charAt(at)) ? (char) places[next++] : text.charAt(at));
        }
        return token.toString();
    }

    /** The even characters by the odd ones, then the other way round. */
    private void shift(int[] places, int round) {
        int half = round % 2;
        ByteArrayOutputStream other = new ByteArrayOutputStream();
        other.write(round);
        // With the look of the whole, so that texts of other looks are turned otherwise.
        other.writeBytes(look(places));
        for (int at = 1 - half; at < places.length; at += 2) {
            other.write(places[at]);
        }
        byte[] seed = other.toByteArray();
        byte[] stream = key.digest(seed);
        int used = 0;
        for (int at = half; at < places.length; at += 2) {
            if (used == stream.length / 2) {
                stream = key.digest(stream);
                used = 0;
            }
            int by = ((stream[2 * used] & 0xff) << 8) | (stream[2 * used + 1] & 0xff);
            used++;
            int first = first(places[at]);
            places[at] = first + (places[at] - first + by) % size(places[at]);
        }
    }

    private static byte[] look(int[] places) {
        int[] kinds = Arrays.stream(places).map(Tokens::first).toArray();
        return new String(kinds, 0, kinds.length).getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean turned(int character) {
        return character < 128 && Character.isLetterOrDigit(character);
    }

    private static int first(int character) {
        return Character.isDigit(character) ? '0' : Character.isUpperCase(character) ? 'A' : 'a';
    }

    private static int size(int character) {
        return Character.isDigit(character) ? DIGITS : LETTERS;
    }
}
