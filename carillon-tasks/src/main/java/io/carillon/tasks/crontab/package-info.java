/** Crontabs: reading real ones into schedules, and writing schedules back. */
@NullMarked
package io.carillon.tasks.crontab;

import org.jspecify.annotations.NullMarked;
