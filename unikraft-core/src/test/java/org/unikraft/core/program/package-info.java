/**
 * Runs the programs of {@code src/test/programs} on Linux and as unikernels, and compares what they do. Adding a program
 * is adding a file. Those of {@code src/test/kernel} are linked into the kernel and say themselves what must come of it.
 */
package org.unikraft.core.program;
