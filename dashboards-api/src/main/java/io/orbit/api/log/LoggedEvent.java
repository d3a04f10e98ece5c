package io.orbit.api.log;

import io.orbit.api.view.EventView;
import io.orbit.control.core.Event;

/**
 * An event where it stands in the events topic.
 *
 * @param bytes size of the record's value
 */
public record LoggedEvent(int partition, long offset, int bytes, Event event) {
    public EventView view() {
        return EventView.of(partition, offset, event);
    }
}
