package io.orbit.connectors.credentials.vault;

import io.orbit.schemas.json.DidYouMean;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the settings for Vault and gathers every problem. */
final class VaultSettingsParser {
    private static final String ADDR = "ORBIT_VAULT_ADDR";
    private static final String ALLOW_HTTP = "ORBIT_VAULT_ALLOW_HTTP";
    private static final String TOKEN = "ORBIT_VAULT_TOKEN";
    private static final String TOKEN_FILE = "ORBIT_VAULT_TOKEN_FILE";
    private static final String ROLE_ID = "ORBIT_VAULT_ROLE_ID";
    private static final String SECRET_ID_FILE = "ORBIT_VAULT_SECRET_ID_FILE";
    private static final String KUBERNETES_ROLE = "ORBIT_VAULT_KUBERNETES_ROLE";
    private static final String KUBERNETES_TOKEN_FILE = "ORBIT_VAULT_KUBERNETES_TOKEN_FILE";
    private static final String AUTH_MOUNT = "ORBIT_VAULT_AUTH_MOUNT";
    private static final String NAMESPACE = "ORBIT_VAULT_NAMESPACE";
    private static final String CA_FILE = "ORBIT_VAULT_CA_FILE";
    private static final List<String> KNOWN = List.of(
            ADDR,
            ALLOW_HTTP,
            TOKEN,
            TOKEN_FILE,
            ROLE_ID,
            SECRET_ID_FILE,
            KUBERNETES_ROLE,
            KUBERNETES_TOKEN_FILE,
            AUTH_MOUNT,
            NAMESPACE,
            CA_FILE);
    private static final String POD_TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*");

    private final Map<String, String> given = new TreeMap<>();
    private final List<String> problems;
    private final int before;

    VaultSettingsParser(Map<String, String> environment, List<String> problems) {
        this.problems = problems;
        this.before = problems.size();
        new TreeMap<>(environment).forEach((name, value) -> {
            if (name.startsWith(VaultSettings.PREFIX) && !KNOWN.contains(name)) {
                String hint = DidYouMean.hint(name, KNOWN);
                problems.add("%s is not a setting.%s".formatted(name, hint.isEmpty() ? "" : ' ' + hint));
            } else if (KNOWN.contains(name) && !value.isBlank()) {
                given.put(name, value.strip());
            }
        });
    }

    @Nullable
    VaultSettings parse() {
        String addressText = given.get(ADDR);
        if (addressText == null) {
            if (!given.isEmpty()) {
                problems.add("%s is missing, but there is %s.".formatted(ADDR, String.join(", ", given.keySet())));
            }
            return null;
        }
        URI address = address(addressText);
        VaultLogin login = login();
        String namespace = plain(NAMESPACE);
        String ca = given.get(CA_FILE);
        Path caFile = ca == null ? null : path(CA_FILE, ca);
        if (address == null || login == null || problems.size() > before) {
            return null;
        }
        return new VaultSettings(address, login, namespace, caFile, VaultSettings.PATIENCE);
    }

    private @Nullable URI address(String text) {
        try {
            URI address = new URI(text.replaceFirst("/+$", ""));
            boolean secure = "https".equalsIgnoreCase(address.getScheme());
            boolean plain = "http".equalsIgnoreCase(address.getScheme());
            boolean bare = address.getHost() != null
                    && address.getRawUserInfo() == null
                    && address.getRawPath().isEmpty()
                    && address.getRawQuery() == null
                    && address.getRawFragment() == null;
            if (bare && plain && !loopback(address.getHost()) && !"true".equals(given.get(ALLOW_HTTP))) {
                problems.add(
                        "%s is not https, so that secrets would travel in plain text. Use https; where the network is safe, %s=true allows it."
                                .formatted(ADDR, ALLOW_HTTP));
                return null;
            }
            if (bare && (secure || plain)) {
                return address;
            }
        } catch (URISyntaxException e) {
            // Told below, as another form is.
        }
        // Not echoed: a login may stand in it.
        problems.add(ADDR + " must look like https://vault.example:8200.");
        return null;
    }

    private static boolean loopback(String host) {
        // Only what is an address already, or the one name that means this machine: nothing is looked up.
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        if (!host.matches("[0-9.]+") && !host.startsWith("[")) {
            return false;
        }
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private @Nullable VaultLogin login() {
        List<VaultLogin> logins = new ArrayList<>();
        String token = given.get(TOKEN);
        if (token != null) {
            logins.add(new VaultLogin.Token(SecretText.of(token)));
        }
        String tokenFile = given.get(TOKEN_FILE);
        if (tokenFile != null) {
            logins.add(new VaultLogin.Token(SecretText.inFile(path(TOKEN_FILE, tokenFile))));
        }
        String mount = plain(AUTH_MOUNT);
        String roleId = given.get(ROLE_ID);
        String secretIdFile = given.get(SECRET_ID_FILE);
        if (roleId != null && secretIdFile != null) {
            SecretText secretId = SecretText.inFile(path(SECRET_ID_FILE, secretIdFile));
            logins.add(new VaultLogin.AppRole(mount == null ? "approle" : mount, roleId, secretId));
        } else if (roleId != null || secretIdFile != null) {
            problems.add("%s and %s belong together.".formatted(ROLE_ID, SECRET_ID_FILE));
            return null;
        }
        String role = given.get(KUBERNETES_ROLE);
        if (role != null) {
            SecretText jwt = SecretText.inFile(
                    path(KUBERNETES_TOKEN_FILE, given.getOrDefault(KUBERNETES_TOKEN_FILE, POD_TOKEN)));
            logins.add(new VaultLogin.Kubernetes(mount == null ? "kubernetes" : mount, role, jwt));
        }
        if (logins.size() == 1) {
            return logins.get(0);
        }
        problems.add("%s needs one login, and there %s: %s, %s, %s with %s, or %s."
                .formatted(
                        ADDR,
                        logins.isEmpty() ? "is none" : "are " + logins.size(),
                        TOKEN,
                        TOKEN_FILE,
                        ROLE_ID,
                        SECRET_ID_FILE,
                        KUBERNETES_ROLE));
        return null;
    }

    private @Nullable String plain(String name) {
        String value = given.get(name);
        if (value == null) {
            return null;
        }
        String trimmed = value.replaceAll("^/+|/+$", "");
        if (!PLAIN.matcher(trimmed).matches()) {
            problems.add("%s must hold letters, digits, '_', '-' and '/'.".formatted(name));
        }
        return trimmed;
    }

    private Path path(String name, String value) {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            problems.add("%s is not a path: %s.".formatted(name, e.getReason()));
            return Path.of("");
        }
    }
}
