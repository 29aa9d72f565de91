/** Task types by command string: shell lines; which text belongs to which type. */
@NullMarked
package io.carillon.tasks;

import org.jspecify.annotations.NullMarked;
