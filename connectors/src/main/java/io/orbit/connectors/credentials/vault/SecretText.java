package io.orbit.connectors.credentials.vault;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a runner shows to Vault: given, or in a file that is read anew at each login. Never prints itself. */
public final class SecretText {
    private final @Nullable String value;
    private final @Nullable Path file;

    private SecretText(@Nullable String value, @Nullable Path file) {
        this.value = value;
        this.file = file;
    }

    public static SecretText of(String value) {
        return new SecretText(value, null);
    }

    /** @param file need not exist yet; white space at both ends is not part of the secret */
    public static SecretText inFile(Path file) {
        return new SecretText(null, file);
    }

    /** @throws OrbitException SECRET_UNAVAILABLE when the file cannot be read or is empty: it may be written later */
    String read() {
        if (file == null) {
            return String.valueOf(value);
        }
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8).strip();
            if (!text.isEmpty()) {
                return text;
            }
        } catch (IOException e) {
            // The cause is left out: a decoding error may quote what it could not decode.
            throw unreadable(file, "cannot be read (%s)".formatted(e.getClass().getSimpleName()));
        }
        throw unreadable(file, "is empty");
    }

    /** False when it is the same whenever it is read. */
    boolean mayChange() {
        return file != null;
    }

    private static OrbitException unreadable(Path file, String why) {
        return new OrbitException(
                ErrorCode.SECRET_UNAVAILABLE,
                "The file %s, with which the runner logs in to Vault, %s.".formatted(file, why));
    }

    @Override
    public String toString() {
        return file == null ? "(given)" : "(in " + file + ")";
    }
}
