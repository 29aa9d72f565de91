/** The in-memory store: the executable specification of the store SPI. */
@NullMarked
package io.carillon.memory;

import org.jspecify.annotations.NullMarked;
