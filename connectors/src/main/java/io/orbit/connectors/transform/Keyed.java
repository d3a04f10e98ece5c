package io.orbit.connectors.transform;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 under one key. Safe for use by many threads; prints no key. */
final class Keyed implements Serializable {
    private static final long serialVersionUID = 1;
    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] key;

    Keyed(byte[] key) {
        this.key = Arrays.copyOf(key, key.length);
    }

    byte[] digest(byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM + ".", e);
        }
    }

    /** 64 hexadecimal digits. */
    String hash(String text) {
        return HexFormat.of().formatHex(digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        return "Keyed[…]";
    }
}
