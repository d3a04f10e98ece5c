package io.orbit.connectors.credentials.vault;

import io.orbit.connectors.credentials.Credential;
import io.orbit.schemas.OrbitException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a KV store of version 2: {@code vault:mount/data/path#field}.
 *
 * @param text the whole reference
 * @param path {@code mount/data/path}
 */
record VaultReference(String text, String path, String field) {
    // The "data" in the middle keeps references away from Vault's own paths, such as that of the runner's token.
    private static final Pattern FORM =
            Pattern.compile("vault:((?!(?:auth|sys|identity|cubbyhole)/)[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*?/data"
                    + "(?:/[A-Za-z0-9_-]+)+)#([A-Za-z0-9_-]+)");
    private static final Pattern SHOWABLE = Pattern.compile("vault:[A-Za-z0-9/_-]{1,200}#[A-Za-z0-9_-]{1,100}");

    /** @throws OrbitException SECRET_NOT_FOUND for another form */
    static VaultReference of(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            // Not echoed when it looks like nothing known: someone may have put the secret itself there.
            throw Credential.notFound(
                    SHOWABLE.matcher(text).matches() ? text : "(not shown)",
                    "a reference looks like vault:mount/data/path#field");
        }
        return new VaultReference(text, parts.group(1), parts.group(2));
    }
}
