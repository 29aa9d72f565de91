/** Examples and the demo. */
@NullMarked
package io.carillon.examples;

import org.jspecify.annotations.NullMarked;
