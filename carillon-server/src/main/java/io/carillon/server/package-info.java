/** The stand-alone program: scheduler, workers and HTTP in one process. */
@NullMarked
package io.carillon.server;

import org.jspecify.annotations.NullMarked;
