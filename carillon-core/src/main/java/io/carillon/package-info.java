/** What users touch: the scheduler, tasks, schedules and their options. */
@NullMarked
package io.carillon;

import org.jspecify.annotations.NullMarked;
