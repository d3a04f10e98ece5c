package io.orbit.runner;

/** Why an attempt is stopped. */
enum Stop {
    /** The control plane has asked; reported as cancelled. */
    ORDERED("the run was cancelled"),
    /** The runner shuts down and the time to drain is over; reported as a failure that may be retried. */
    DRAINED("the runner stopped before the step ended"),
    /** Others may have the attempt by now; whatever it still does is reported as a failure. */
    FENCED("the runner could not reach the brokers for most of its lease and stopped the step");

    private final String because;

    Stop(String because) {
        this.because = because;
    }

    String because() {
        return because;
    }
}
