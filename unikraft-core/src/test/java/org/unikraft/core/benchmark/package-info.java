/** Measures what docs/benchmarks/figures.md holds; its README says how. */
package org.unikraft.core.benchmark;
