package io.orbit.connectors.engine;

import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.registry.MethodRegistry;

/** Makes engines. */
public final class Engines {
    private Engines() {}

    /** An engine with Orbit's methods and those of all plug-ins that the settings' class loader sees. Starts nothing yet. */
    public static SegmentEngine create(EngineSettings settings) {
        return new ChainEngine(settings, MethodRegistry.load(settings.methods()));
    }
}
