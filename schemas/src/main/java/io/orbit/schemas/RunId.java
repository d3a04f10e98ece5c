package io.orbit.schemas;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * Names a run and says where its state lives: {@code namespace.pipeline.ULID}.
 *
 * <p>The ULID (48 bits of epoch milliseconds, 80 bits of entropy, Crockford base 32, see github.com/ulid/spec) takes its
 * time from the record that asked for the run and its entropy from a hash of the request's origin, so the same request
 * read twice gives the same id.
 *
 * @param pipeline {@code namespace.pipeline}
 * @param ulid 26 characters
 */
public record RunId(String pipeline, String ulid) implements Comparable<RunId> {
    private static final char[] ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final int ULID_LENGTH = 26;

    /** The id of the run that the request from {@code origin} starts; {@code at} in epoch ms. */
    public static RunId derive(String pipeline, long at, String origin) {
        byte[] hash = sha256(pipeline + '\n' + origin);
        StringBuilder ulid = new StringBuilder(ULID_LENGTH);
        for (int shift = 45; shift >= 0; shift -= 5) {
            ulid.append(ALPHABET[(int) (at >>> shift) & 31]);
        }
        for (int bit = 0; bit < 80; bit += 5) {
            ulid.append(ALPHABET[fiveBits(hash, bit)]);
        }
        return new RunId(pipeline, ulid.toString());
    }

    /** Reads {@code namespace.pipeline.ULID}; empty when the text is not a run id. */
    public static Optional<RunId> parse(String text) {
        int dot = text.lastIndexOf('.');
        if (dot <= 0 || text.length() - dot - 1 != ULID_LENGTH || text.indexOf('.') == dot) {
            return Optional.empty();
        }
        return Optional.of(new RunId(text.substring(0, dot), text.substring(dot + 1)));
    }

    @Override
    public int compareTo(RunId other) {
        int byPipeline = pipeline.compareTo(other.pipeline);
        return byPipeline != 0 ? byPipeline : ulid.compareTo(other.ulid);
    }

    @Override
    public String toString() {
        return pipeline + '.' + ulid;
    }

    private static int fiveBits(byte[] bytes, int bit) {
        int at = bit >>> 3;
        int pair = ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
        return (pair >>> (11 - (bit & 7))) & 31;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
