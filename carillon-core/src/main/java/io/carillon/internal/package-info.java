/** The engine. Not for use outside Carillon. */
@NullMarked
package io.carillon.internal;

import org.jspecify.annotations.NullMarked;
