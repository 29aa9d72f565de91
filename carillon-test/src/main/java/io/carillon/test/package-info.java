/** Fake time, assertions, a JUnit extension and the store conformance kit. */
@NullMarked
package io.carillon.test;

import org.jspecify.annotations.NullMarked;
