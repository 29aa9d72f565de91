package io.carillon.web;

import io.carillon.web.api.ApiException;
import io.carillon.web.api.Json;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Security mode {@code none}: the port is bound to loopback, so other machines cannot reach it; what can is a page from
 * elsewhere in a browser of this machine. Such a page gives itself away: by a foreign Host (a name of its own that
 * resolves to 127.0.0.1), by its Origin, or by a body that a form can send without asking first.
 */
final class LoopbackGuard extends OncePerRequestFilter {
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]", Pattern.CASE_INSENSITIVE);

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String refusal = refusal(request);
        if (refusal == null) {
            chain.doFilter(request, response);
            return;
        }
        ApiException refused = ApiException.of(403, refusal);
        byte[] body = Json.write(refused.problem(request.getRequestURI())).getBytes(StandardCharsets.UTF_8);
        response.setStatus(refused.status());
        response.setContentType("application/problem+json");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static @Nullable String refusal(HttpServletRequest request) {
        String host = request.getHeader("Host");
        if (!isLoopback(authority(host))) {
            return "expected a Host of this machine (localhost, 127.0.0.1, [::1]), got " + host
                    + "; carillon.security.mode is none";
        }
        String origin = request.getHeader("Origin");
        if (origin != null && !isSameSite(origin, host)) {
            return "expected no Origin or this server's own, got " + origin + "; carillon.security.mode is none";
        }
        boolean hasBody = request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
        if (hasBody && !JsonBodyReader.isJson(request.getContentType())) {
            return "expected a body with Content-Type: application/json, got " + request.getContentType()
                    + "; carillon.security.mode is none";
        }
        return null;
    }

    /** The names of loopback differ, the port must not: another port is another program. */
    private static boolean isSameSite(String origin, String host) {
        try {
            URI from = new URI(origin);
            URI here = authority(host);
            boolean web = "http".equalsIgnoreCase(from.getScheme()) || "https".equalsIgnoreCase(from.getScheme());
            return web && isLoopback(from) && here != null && port(from) == port(here);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equals(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT)) ? 443 : 80;
    }

    private static @Nullable URI authority(@Nullable String host) {
        try {
            return host == null ? null : new URI("http://" + host);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static boolean isLoopback(@Nullable URI uri) {
        return uri != null
                && uri.getHost() != null
                && uri.getUserInfo() == null
                && LOOPBACK.matcher(uri.getHost()).matches();
    }
}
