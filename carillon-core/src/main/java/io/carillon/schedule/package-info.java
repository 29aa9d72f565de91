/** Schedule values and the cron parser: pure values without clock or store, on java.time alone. */
@NullMarked
package io.carillon.schedule;

import org.jspecify.annotations.NullMarked;
