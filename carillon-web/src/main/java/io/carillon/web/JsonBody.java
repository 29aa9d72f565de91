package io.carillon.web;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request's body as a tree, empty when there is none; see {@link JsonBodyReader}. */
record JsonBody(Map<String, @Nullable Object> fields) {}
