/** What a store implements, and the data that flows between it and the engine. */
@NullMarked
package io.carillon.spi;

import org.jspecify.annotations.NullMarked;
