/**
 * The REST API as calls: what each route answers, without HTTP. The controllers put it on the network; the command line
 * uses it directly when no server runs, so that both say the same.
 */
@NullMarked
package io.carillon.web.api;

import org.jspecify.annotations.NullMarked;
