/** Runs every snippet of the user documentation. */
@NullMarked
package io.carillon.examples.docs;

import org.jspecify.annotations.NullMarked;
