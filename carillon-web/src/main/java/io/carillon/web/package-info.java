/** REST, health, metrics and the page, on Spring MVC. */
@NullMarked
package io.carillon.web;

import org.jspecify.annotations.NullMarked;
