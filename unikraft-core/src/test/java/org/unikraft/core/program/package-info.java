/**
 * Runs the programs of {@code src/test/programs} on Linux and as unikernels, and compares what they do. Adding a program
 * is adding a file.
 */
package org.unikraft.core.program;
