/** What a store, codec, interceptor or task type implements. */
@NullMarked
package io.carillon.spi;

import org.jspecify.annotations.NullMarked;
