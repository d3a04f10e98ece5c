package io.orbit.runner;

import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.credentials.CredentialSource;
import io.orbit.connectors.credentials.vault.VaultCredentials;
import io.orbit.connectors.engine.EngineSettings;
import io.orbit.connectors.engine.Engines;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.pipeline.PluginFolder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A runner as a process of its own. SIGTERM and SIGINT drain it; a second copy with the same id would confuse its lease. */
public final class RunnerMain {
    private static final String LOGGING = "log4j2.configurationFile";
    /** Above Spark's hooks (40 and 50), which would stop the sessions under the feet of draining attempts. */
    private static final int BEFORE_SPARK = 1000;

    private static final int BAD_CONFIGURATION = 78;
    private static final int FAILED = 70;

    private RunnerMain() {}

    /** Runs until told to stop. Exits with 0, 78 (bad configuration) or 70 (anything else). */
    public static void main(String[] args) {
        if (List.of(args).contains("--help")) {
            System.out.println(RunnerConfig.help());
            return;
        }
        if (System.getProperty(LOGGING) == null) {
            System.setProperty(LOGGING, "log4j2-runner.xml");
        }
        System.exit(run(args, System.getenv()));
    }

    private static int run(String[] args, Map<String, String> environment) {
        // Not a field: the logging must find its configuration first.
        Logger log = LoggerFactory.getLogger(RunnerMain.class);
        CountDownLatch over = new CountDownLatch(1);
        try {
            RunnerConfig config = RunnerConfig.parse(args, environment);
            log.info("runner starts with{}{}", System.lineSeparator(), config.inForce());
            drainOnShutdown(Thread.currentThread(), over, config);
            work(config);
            return 0;
        } catch (InterruptedException e) {
            log.info("stopped by a signal");
            return 0;
        } catch (OrbitException e) {
            log.error("{}", e.line());
            return e.code() == ErrorCode.CONFIGURATION_INVALID ? BAD_CONFIGURATION : FAILED;
        } catch (RuntimeException e) {
            log.error("the runner failed", e);
            return FAILED;
        } finally {
            over.countDown();
        }
    }

    private static void work(RunnerConfig config) throws InterruptedException {
        try (VaultCredentials vault = config.vault() == null ? null : VaultCredentials.open(config.vault())) {
            work(config, vault == null ? CredentialSource.none() : vault);
        }
    }

    private static void work(RunnerConfig config, CredentialSource credentials) throws InterruptedException {
        EngineSettings engineSettings = EngineSettings.in(config.workDir())
                .withBaseDir(config.baseDir())
                .withSparkMaster(config.sparkMaster())
                .withMethods(PluginFolder.loader(config.plugins(), RunnerMain.class.getClassLoader()))
                .withCredentials(credentials);
        try (SegmentEngine engine = Engines.create(engineSettings)) {
            try (StepRunner runner = StepRunner.start(config.settings(), engine)) {
                runner.awaitClosed();
            }
        }
    }

    /** The end of the process waits for the drain, which happens on the interrupted main thread. */
    private static void drainOnShutdown(Thread main, CountDownLatch over, RunnerConfig config) {
        long patience = config.settings().timing().drain().toSeconds() + 60;
        ShutdownHookManager.get()
                .addShutdownHook(
                        () -> {
                            main.interrupt();
                            awaitQuietly(over);
                        },
                        BEFORE_SPARK,
                        patience,
                        TimeUnit.SECONDS);
    }

    private static void awaitQuietly(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException e) {
            // The hook's patience is over; the process ends as it is.
            Thread.currentThread().interrupt();
        }
    }
}
