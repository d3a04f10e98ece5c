package io.orbit.standalone;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.connectors.credentials.dev.DotEnv;
import io.orbit.connectors.credentials.vault.VaultSettings;
import io.orbit.connectors.credentials.vault.VaultSetup;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code orbit fill-vault}: puts the credentials of {@code .env} into a Vault, and lets runners in to read them. */
@Command(
        name = "fill-vault",
        description =
                "Writes the ORBIT_CREDENTIAL__ variables into the Vault at ORBIT_VAULT_ADDR, with ORBIT_VAULT_TOKEN.",
        mixinStandardHelpOptions = true)
public final class FillVaultCommand implements Callable<Integer> {
    private static final String ROLE = "orbit-runner";

    private final Map<String, String> environment;

    @Option(names = "--env-file", paramLabel = "FILE", description = "Read this file instead of the environment")
    private @Nullable Path file;

    @Option(
            names = "--role-id",
            paramLabel = "ID",
            description =
                    "Also make the AppRole '" + ROLE + "' with this id, which may read the stores that were filled")
    private @Nullable String roleId;

    @Option(
            names = "--secret-id-file",
            paramLabel = "FILE",
            description = "Where a secret id for that role goes, for ORBIT_VAULT_SECRET_ID_FILE of the runners")
    private @Nullable Path secretIdFile;

    @Spec
    private @Nullable CommandSpec spec;

    public FillVaultCommand() {
        this(System.getenv());
    }

    FillVaultCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if ((roleId == null) != (secretIdFile == null)) {
            throw new OrbitException(
                    ErrorCode.COMMAND_LINE_INVALID,
                    "--role-id and --secret-id-file belong together: give both, or none.");
        }
        VaultSettings settings = HouseSettings.vaultOf(environment);
        if (settings == null) {
            throw new OrbitException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "ORBIT_VAULT_ADDR is missing: it says which Vault to fill, for example http://127.0.0.1:8200.");
        }
        Map<String, ObjectNode> secrets = secrets();
        VaultSetup setup = VaultSetup.with(settings);
        VaultSetup.Filled filled = setup.fill(secrets);
        out().printf(
                        "Vault at %s: %d secrets written, %d as they were: %s%n",
                        settings.address(), filled.written(), filled.unchanged(), String.join(", ", secrets.keySet()));
        if (roleId != null && secretIdFile != null) {
            PrivateFile.write(secretIdFile, setup.appRole(ROLE, roleId, secrets.keySet()));
            out().printf("AppRole %s may read them; a secret id for it is in %s%n", roleId, secretIdFile);
        }
        out().flush();
        return 0;
    }

    private Map<String, ObjectNode> secrets() {
        if (file != null && !Files.exists(file)) {
            throw new OrbitException(
                    ErrorCode.CONFIGURATION_INVALID, "There is no file '%s'. Correct --env-file.".formatted(file));
        }
        Map<String, ObjectNode> secrets = file == null ? DotEnv.of(environment) : DotEnv.read(file);
        if (secrets.isEmpty()) {
            throw new OrbitException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "There is no ORBIT_CREDENTIAL__ variable with a value in %s. Fill in .env; .env.example shows how."
                            .formatted(file == null ? "the environment" : file));
        }
        return secrets;
    }

    private PrintWriter out() {
        if (spec == null) {
            throw new IllegalStateException("picocli did not hand over the command's specification.");
        }
        return spec.commandLine().getOut();
    }
}
