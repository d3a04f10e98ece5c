package io.orbit.connectors.engine;

import io.orbit.connectors.registry.ParameterBinder;
import io.orbit.connectors.registry.RegisteredMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One link of the chain of responsibility: does its step, then hands the flow to the next. */
abstract sealed class StepHandler permits LightHandler, RowsHandler, LoadHandler {
    final Link link;
    private final @Nullable StepHandler next;

    StepHandler(Link link, @Nullable StepHandler next) {
        this.link = link;
        this.next = next;
    }

    /** The chain of these links; null when there are none. */
    static @Nullable StepHandler chain(List<Link> links, Reuse reuse) {
        StepHandler chain = null;
        for (int at = links.size() - 1; at >= 0; at--) {
            Link link = links.get(at);
            chain = switch (link.method().about().kind()) {
                case LIGHT -> new LightHandler(link, chain);
                case LOAD -> new LoadHandler(link, chain);
                case EXTRACT, TRANSFORM, VALIDATE -> new RowsHandler(link, reuse, chain);
            };
        }
        return chain;
    }

    final void handle(Flow flow) {
        flow.cancel.check();
        flow.listener.started(link.id());
        Scope scope = new Scope(flow, link.id(), link.spec());
        try {
            work(flow, scope);
        } catch (Exception e) {
            throw Failures.of(flow, link, e);
        }
        if (next != null) {
            next.handle(flow);
        }
    }

    /** Does the step, and leaves what there is to report in the flow's notes. */
    abstract void work(Flow flow, Scope scope) throws Exception;

    /** The step's parameters, references replaced. */
    final Object parameters(Flow flow) {
        RegisteredMethod method = link.method();
        return ParameterBinder.bind(method.parameters(), link.spec().path("with"), flow.template::resolve);
    }
}
