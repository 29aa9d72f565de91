package io.carillon.web;

import io.carillon.web.api.ApiException;
import io.carillon.web.api.FieldError;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** A parameter in the URL of a call that takes none is a wish that nobody fulfils, or belongs into the body: refused. */
final class QueryGuard implements HandlerInterceptor {
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getQueryString() == null || !(handler instanceof HandlerMethod call) || takesParameters(call)) {
            return true;
        }
        List<FieldError> errors = new ArrayList<>();
        for (Map.Entry<String, String[]> parameter : request.getParameterMap().entrySet()) {
            errors.add(FieldError.of(
                    parameter.getKey(),
                    "no parameter: this call takes none in its URL",
                    String.join(",", parameter.getValue())));
        }
        if (!errors.isEmpty()) {
            throw ApiException.of(400, errors);
        }
        return true;
    }

    private static boolean takesParameters(HandlerMethod call) {
        return Arrays.stream(call.getMethodParameters())
                .anyMatch(parameter -> parameter.hasParameterAnnotation(RequestParam.class));
    }
}
