/** What {@code ./carillon bench} runs: Carillon beside its peers, in one run. */
@NullMarked
package io.carillon.benchmarks;

import org.jspecify.annotations.NullMarked;
