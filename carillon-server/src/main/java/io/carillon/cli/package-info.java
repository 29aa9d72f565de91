/** The command line; commands that only ask do not start Spring. */
@NullMarked
package io.carillon.cli;

import org.jspecify.annotations.NullMarked;
