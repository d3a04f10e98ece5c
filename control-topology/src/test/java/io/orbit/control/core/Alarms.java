package io.orbit.control.core;

import io.orbit.control.topology.Liveness;
import io.orbit.wire.Request;
import io.orbit.wire.request.LeaseExpired;
import io.orbit.wire.request.TimerDue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the topology must ask of itself when the clock is turned. */
final class Alarms {
    private final House house;
    private final Liveness liveness;

    Alarms(House house, Liveness liveness) {
        this.house = house;
        this.liveness = liveness;
    }

    /** A request for every timer that is due at {@code now}, and for every attempt whose runner is silent. */
    List<Said> at(String requests, long now) {
        List<Said> alarms = new ArrayList<>();
        for (RunState run : house.alive()) {
            String pipeline = House.pipelineOf(run.id());
            house.timers(run).stream()
                    .filter(timer -> timer.dueAt() <= now)
                    .map(timer -> new TimerDue(run.id(), timer.name(), timer.fence(), timer.dueAt()))
                    .forEach(body -> alarms.add(ask(requests, pipeline, body, now)));
            silent(house.laws.model(pipeline).runs.get(run.id()))
                    .forEach(body -> alarms.add(ask(requests, pipeline, body, now)));
        }
        return alarms;
    }

    private Set<LeaseExpired> silent(RunModel run) {
        Set<LeaseExpired> silent = new LinkedHashSet<>();
        for (StepModel step : run.steps.values()) {
            RunModel.Owner owner = step.offered() ? run.owners.get(step.fence) : null;
            String why = owner == null ? null : liveness.silence(owner.runner(), owner.epoch());
            if (why != null) {
                silent.add(new LeaseExpired(run.id, step.planned.segment(), step.fence, owner.runner(), why));
            }
        }
        return silent;
    }

    private static Said ask(String topic, String pipeline, Object body, long now) {
        return new Said(topic, pipeline, now, new Request(pipeline, "orbit", null, null, body));
    }
}
