package io.orbit.standalone;

import java.nio.file.Path;

/** A house in the JVM of the tests. */
record TestHouse(House house, Orbit orbit) implements AutoCloseable {
    /** Starts it on free ports; pipelines find the data of {@code examples/}. */
    static TestHouse start(Path data) throws InterruptedException {
        House house = House.start(HouseSettings.in(data, Child.HOME));
        return new TestHouse(house, new Orbit(house.url(), house.bootstrap()));
    }

    @Override
    public void close() {
        house.close();
    }
}
