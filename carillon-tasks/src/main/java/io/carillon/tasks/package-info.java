/** Task types by command string: shell lines and Java methods. */
@NullMarked
package io.carillon.tasks;

import org.jspecify.annotations.NullMarked;
