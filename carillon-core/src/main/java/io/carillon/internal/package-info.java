/** The engine; no API, not for use outside carillon-core and carillon-test. */
@NullMarked
package io.carillon.internal;

import org.jspecify.annotations.NullMarked;
