package io.orbit.connectors.credentials.vault;

import io.orbit.schemas.OrbitException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a token that Vault accepts: renews it when two thirds of its life are over, and logs in again when it must. */
final class TokenKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TokenKeeper.class);
    private static final long LEAST_PAUSE_MS = 1000;
    private static final long MOST_PAUSE_MS = 30_000;

    private final VaultClient client;
    private final VaultLogin login;
    private final ScheduledExecutorService timer;
    private @Nullable Lease lease;
    /** The life of a token that was just made; a renewed one that lives much shorter is near the end of what it may. */
    private Duration usual = Duration.ZERO;

    private int logins;
    private @Nullable Exception lastFailure;

    /** Begins at once, in the background: Vault may be away. */
    TokenKeeper(VaultClient client, VaultLogin login) {
        this.client = client;
        this.login = login;
        this.timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "orbit-vault-token");
            thread.setDaemon(true);
            return thread;
        });
        tendAfter(0);
    }

    /**
     * A token that should be good; logs in when there is none.
     *
     * @throws Refusal when Vault does not let the runner in
     * @throws OrbitException SECRET_UNAVAILABLE when the file with the secret for the login cannot be read
     */
    Lease current() throws Refusal {
        int before = logins();
        synchronized (this) {
            if (lease != null && !lease.over()) {
                return lease;
            }
            // Who waited while another tried in vain shares what came of it, or all would wait one after the other.
            if (logins != before && lastFailure != null) {
                fail(lastFailure);
            }
            logins++;
            try {
                Lease made = client.login(login);
                lease = made;
                usual = made.ttl();
                lastFailure = null;
                return made;
            } catch (Refusal | OrbitException e) {
                lease = null;
                lastFailure = e;
                throw e;
            }
        }
    }

    /** True when Vault knows the token no more, so that the next {@link #current} is another one. */
    boolean dead(Lease doubted) throws Refusal {
        try {
            client.lookUp(doubted.token());
            return false;
        } catch (Refusal e) {
            if (e.status() != 403) {
                throw e;
            }
        }
        synchronized (this) {
            if (lease != null && lease.token().equals(doubted.token())) {
                lease = null;
            }
        }
        // A token that was given once and for all will be the same when it is read again.
        return !(login instanceof VaultLogin.Token given) || given.token().mayChange();
    }

    private synchronized int logins() {
        return logins;
    }

    private synchronized @Nullable Lease known() {
        return lease;
    }

    private void tend() {
        Lease held = known();
        try {
            Lease next = held == null || held.over() ? current() : renewed(held);
            if (next != null && !next.eternal()) {
                // Not all runners at the same moment.
                tendAfter((long) (next.untilDue().toMillis()
                        * ThreadLocalRandom.current().nextDouble(0.9, 1)));
            }
        } catch (Refusal e) {
            failed(held, "Vault " + e.getMessage());
        } catch (OrbitException e) {
            failed(held, String.valueOf(e.getMessage()));
        } catch (CancellationException e) {
            LOG.debug("The keeper of the token was stopped.");
        }
    }

    private void failed(@Nullable Lease held, String why) {
        long left = held == null ? 0 : held.left().toMillis();
        LOG.warn("The token for Vault ({}) could not be {}: {}", login, left > 0 ? "renewed" : "had", why);
        tendAfter(left > 0 ? Math.min(MOST_PAUSE_MS, left / 4) : MOST_PAUSE_MS);
    }

    /** Null when nothing more can be done for it. */
    private @Nullable Lease renewed(Lease held) throws Refusal {
        if (held.eternal() || !held.due()) {
            return held;
        }
        if (held.renewable()) {
            try {
                Lease longer = client.renew(held);
                if (!login.makesTokens() || longer.ttl().compareTo(usual.dividedBy(2)) >= 0) {
                    return replace(held, longer);
                }
            } catch (Refusal e) {
                if (e.mayPass() || !login.makesTokens()) {
                    throw e;
                }
            }
        }
        if (!login.makesTokens()) {
            LOG.warn(
                    "The token for Vault cannot be renewed and lives for {} s more.",
                    held.left().toSeconds());
            return null;
        }
        Lease made = client.login(login);
        synchronized (this) {
            usual = made.ttl();
        }
        return replace(held, made);
    }

    private synchronized Lease replace(Lease held, Lease next) {
        if (held.equals(lease)) {
            lease = next;
        }
        return next;
    }

    private void tendAfter(long millis) {
        long pause = millis == 0 ? 0 : Math.max(LEAST_PAUSE_MS, millis);
        synchronized (timer) {
            if (!timer.isShutdown()) {
                var unused = timer.schedule(this::tend, pause, TimeUnit.MILLISECONDS);
            }
        }
    }

    private static void fail(Exception failure) throws Refusal {
        if (failure instanceof Refusal refusal) {
            throw new Refusal(refusal.status(), String.valueOf(refusal.getMessage()));
        }
        throw (OrbitException) failure;
    }

    @Override
    public void close() {
        synchronized (timer) {
            timer.shutdownNow();
        }
    }
}
