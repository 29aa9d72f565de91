package io.carillon.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.util.MultiValueMap;

/** Parameters of a URL. */
final class Query {
    private Query() {}

    /** Each name once; a repeated one is a list with commas. An empty value says nothing. */
    static Map<String, String> flat(MultiValueMap<String, String> parameters) {
        Map<String, String> flat = new LinkedHashMap<>();
        parameters.forEach((name, values) ->
                flat.put(name, values.stream().filter(value -> !value.isEmpty()).collect(Collectors.joining(","))));
        return flat;
    }
}
