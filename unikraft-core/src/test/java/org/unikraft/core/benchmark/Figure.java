package org.unikraft.core.benchmark;

/**
 * One line of the table.
 *
 * @param what is measured
 * @param measured value with its unit
 * @param goal empty: there is none
 * @param other the figure of another system to compare with; empty: there is none
 */
record Figure(String what, String measured, String goal, String other) {}
