package io.orbit.connectors.credentials.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.orbit.connectors.credentials.Credential;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runners rely on, beside the interface itself: the client and the server together. */
abstract class VaultContract extends VaultApiContract {
    private final List<VaultCredentials> opened = new ArrayList<>();

    @TempDir
    Path folder;

    @BeforeEach
    void allow() {
        String rules = "{\\\"path\\\":{\\\"%s/data/open/*\\\":{\\\"capabilities\\\":[\\\"read\\\"]}}}".formatted(kv);
        TestedVault.Answer policy = vault.ask("PUT", "sys/policies/acl/" + kv, "{'policy':'%s'}".formatted(rules));
        assertThat(policy.status()).isEqualTo(204);
        write("open/pg", "{'jdbc':{'username':'ann','password':'one'}}");
    }

    @AfterEach
    void close() {
        opened.forEach(VaultCredentials::close);
        vault.ask("DELETE", "sys/policies/acl/" + kv, "");
    }

    private void write(String path, String data) {
        assertThat(vault.ask("POST", kv + "/data/" + path, "{'data':%s}".formatted(data))
                        .status())
                .isEqualTo(200);
    }

    private String token(String more) {
        TestedVault.Answer made = vault.ask("POST", "auth/token/create", "{'policies':['%s']%s}".formatted(kv, more));
        assertThat(made.status()).isEqualTo(200);
        return made.body().at("/auth/client_token").asText();
    }

    VaultCredentials with(VaultLogin login) {
        VaultCredentials credentials = VaultCredentials.open(VaultSettings.of(vault.address(), login));
        opened.add(credentials);
        return credentials;
    }

    private VaultCredentials withToken() {
        return with(new VaultLogin.Token(SecretText.of(token(",'ttl':'1h'"))));
    }

    /** @param role settings of the role besides its policy */
    private VaultLogin.AppRole appRole(String role) {
        vault.ask("POST", "auth/approle/role/" + kv, "{'token_policies':['%s']%s}".formatted(kv, role));
        String roleId = vault.ask("GET", "auth/approle/role/" + kv + "/role-id", "")
                .body()
                .at("/data/role_id")
                .asText();
        String secretId = vault.ask("POST", "auth/approle/role/" + kv + "/secret-id", "")
                .body()
                .at("/data/secret_id")
                .asText();
        return new VaultLogin.AppRole("approle", roleId, SecretText.of(secretId));
    }

    Credential read(VaultCredentials credentials, String pathAndField) {
        return credentials.resolve("vault:" + kv + "/data/" + pathAndField);
    }

    static void fails(ThrowingCallable call, ErrorCode code, String... named) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        OrbitException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContainingAll(named)
                .hasNoCause();
    }

    @Test
    void aFieldThatIsAnObjectGivesItsMembersAndItsVersion() {
        Credential found = read(withToken(), "open/pg#jdbc");

        assertThat(found.field("username")).isEqualTo("ann");
        assertThat(found.field("password")).isEqualTo("one");
        assertThat(found.version()).hasValue(1);
        assertThat(found.reference()).isEqualTo("vault:" + kv + "/data/open/pg#jdbc");
    }

    @Test
    void aFieldMayBeATextThatHoldsAnObjectOrIsTheValueItself() {
        write("open/other", "{'text':'{\\\"username\\\":\\\"bob\\\",\\\"port\\\":5}','token':'{no object','n':7}");
        VaultCredentials credentials = withToken();

        assertThat(read(credentials, "open/other#text").field("username")).isEqualTo("bob");
        assertThat(read(credentials, "open/other#text").field("port")).isEqualTo("5");
        assertThat(read(credentials, "open/other#token").field("token")).isEqualTo("{no object");
        assertThat(read(credentials, "open/other#n").field("n")).isEqualTo("7");
    }

    @Test
    void everyLetterArrivesAsItWas() {
        String password = "p\u00e4ss\u20ac\ud83d\ude00\u0000\t w\u00f6rd";
        write("open/letters", "{'token':'p\u00e4ss\u20ac\ud83d\ude00\\u0000\\t w\u00f6rd'}");

        assertThat(read(withToken(), "open/letters#token").field("token")).isEqualTo(password);
    }

    @Test
    void theNewestVersionIsReadEachTime() {
        VaultCredentials credentials = withToken();
        Credential before = read(credentials, "open/pg#jdbc");
        write("open/pg", "{'jdbc':{'username':'ann','password':'two'}}");
        Credential after = read(credentials, "open/pg#jdbc");

        assertThat(before.field("password")).isEqualTo("one");
        assertThat(after.field("password")).isEqualTo("two");
        assertThat(after.version()).hasValue(2);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        VaultCredentials credentials = withToken();

        fails(() -> read(credentials, "open/none#jdbc"), ErrorCode.SECRET_NOT_FOUND, kv + "/data/open/none");
        fails(() -> read(credentials, "open/pg#none"), ErrorCode.SECRET_NOT_FOUND, "no field 'none'");
        fails(() -> credentials.resolve("vault:" + kv + "/pg#jdbc"), ErrorCode.SECRET_NOT_FOUND, "mount/data/path");
    }

    @Test
    void aDeletedVersionIsNotFound() {
        write("open/pg", "{'jdbc':{'username':'ann','password':'two'}}");
        vault.ask("DELETE", kv + "/data/open/pg", "");

        fails(() -> read(withToken(), "open/pg#jdbc"), ErrorCode.SECRET_NOT_FOUND, "version 2 of it was deleted");
    }

    @Test
    void whatThePolicyDoesNotAllowIsDeniedByItsPathWhetherItIsThereOrNot() {
        write("closed/pg", "{'jdbc':{'password':'one'}}");
        VaultCredentials credentials = withToken();

        fails(
                () -> read(credentials, "closed/pg#jdbc"),
                ErrorCode.ACCESS_DENIED,
                "'read' on '" + kv + "/data/closed/pg'");
        fails(() -> read(credentials, "closed/none#jdbc"), ErrorCode.ACCESS_DENIED, kv + "/data/closed/none");
        assertThat(read(credentials, "open/pg#jdbc").field("password")).isEqualTo("one");
    }

    @Test
    void anAppRoleLogsIn() {
        assertThat(read(with(appRole("")), "open/pg#jdbc").field("password")).isEqualTo("one");
    }

    @Test
    void anAppRoleWithAWrongSecretIdIsDenied() {
        VaultLogin.AppRole right = appRole("");
        String wrong = UUID.randomUUID().toString();

        fails(
                () -> read(
                        with(new VaultLogin.AppRole("approle", right.roleId(), SecretText.of(wrong))), "open/pg#jdbc"),
                ErrorCode.ACCESS_DENIED,
                kv + "/data/open/pg",
                "AppRole at auth/approle");
    }

    @Test
    void anUnknownTokenIsDenied() {
        fails(
                () -> read(with(new VaultLogin.Token(SecretText.of("hvs.unknown"))), "open/pg#jdbc"),
                ErrorCode.ACCESS_DENIED,
                kv + "/data/open/pg");
    }

    @Test
    void aTokenThatIsRenewedOutlivesItsFirstTtl() {
        String token = token(",'ttl':'2s','renewable':true");
        String other = token(",'ttl':'2s','renewable':true");
        VaultCredentials credentials = with(new VaultLogin.Token(SecretText.of(token)));
        read(credentials, "open/pg#jdbc");

        await("the end of the token that nobody renews")
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        vault.ask(other, "GET", "auth/token/lookup-self", "").status() == 403);

        assertThat(read(credentials, "open/pg#jdbc").field("password")).isEqualTo("one");
    }

    @Test
    void anAppRoleWhoseTokensCannotLiveLongerLogsInAgain() {
        VaultLogin.AppRole login = appRole(",'token_ttl':'1s','token_max_ttl':'1s'");
        VaultCredentials credentials = with(login);
        read(credentials, "open/pg#jdbc");
        String other = token(",'ttl':'2s','explicit_max_ttl':'2s'");

        await("the end of a token that was made later")
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        vault.ask(other, "GET", "auth/token/lookup-self", "").status() == 403);

        assertThat(read(credentials, "open/pg#jdbc").field("password")).isEqualTo("one");
    }

    @Test
    void aRevokedTokenIsReplacedWhereItsFileHasAnother() throws Exception {
        String first = token(",'ttl':'1h'");
        Path file = Files.writeString(folder.resolve("token"), first + "\n");
        VaultCredentials credentials = with(new VaultLogin.Token(SecretText.inFile(file)));
        read(credentials, "open/pg#jdbc");
        vault.ask(first, "POST", "auth/token/revoke-self", "");
        Files.writeString(file, token(",'ttl':'1h'"));

        assertThat(read(credentials, "open/pg#jdbc").field("password")).isEqualTo("one");
    }
}
