/** What users of Carillon touch: the scheduler, tasks, jobs, queues and their options. */
@NullMarked
package io.carillon;

import org.jspecify.annotations.NullMarked;
