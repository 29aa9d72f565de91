/**
 * {@code ./carillon demo}: a server with a crontab that really runs, and a census of the machine's time-zone data in some
 * six hundred jobs.
 */
@NullMarked
package io.carillon.examples.demo;

import org.jspecify.annotations.NullMarked;
