package io.orbit.connectors.credentials.dev;

/** What can be wrong with a Vault as a whole. */
public enum Trouble {
    NONE,
    /** Answers 503, as a Vault does until it is unsealed. */
    SEALED,
    /** A standby that does not find the active one: 500 for requests, 429 for the question of health. */
    STANDBY,
    /** Answers 429: a quota is used up. */
    RATE_LIMITED,
    /** Answers 500. */
    FAILING,
    /** Takes requests and answers none until the trouble is over. */
    SILENT
}
