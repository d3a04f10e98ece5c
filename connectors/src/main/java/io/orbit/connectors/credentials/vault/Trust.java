package io.orbit.connectors.credentials.vault;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Which certificates are believed. */
final class Trust {
    private Trust() {}

    /**
     * @param caFile PEM with one or more certificates; null for those that Java trusts
     * @throws OrbitException CONFIGURATION_INVALID when the file cannot be read or holds none
     */
    static SSLContext context(@Nullable Path caFile) {
        try {
            if (caFile == null) {
                return SSLContext.getDefault();
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            try (InputStream pem = Files.newInputStream(caFile)) {
                for (Certificate certificate :
                        CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                    store.setCertificateEntry("ca-" + store.size(), certificate);
                }
            }
            if (store.size() == 0) {
                throw unusable(caFile, "it holds no certificate", null);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(caFile, String.valueOf(e.getMessage()), e);
        }
    }

    private static OrbitException unusable(@Nullable Path caFile, String why, @Nullable Exception cause) {
        return new OrbitException(
                ErrorCode.CONFIGURATION_INVALID,
                "The certificates of Vault's authority in %s cannot be used: %s.".formatted(caFile, why),
                cause);
    }
}
