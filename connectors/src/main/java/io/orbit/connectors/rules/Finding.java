package io.orbit.connectors.rules;

/**
 * A rule about the whole data set that was broken.
 *
 * @param text for people, without data
 */
record Finding(Rules.Rule rule, String text) {}
