package io.carillon.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.web.WebServer.Reply;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page at {@code /}: what it may do in a browser, whatever jobs are called. */
class PageTest extends OverHttp {
    @ParameterizedTest
    @CsvSource({"/, text/html", "/page.js, text/javascript", "/page.css, text/css"})
    void each_part_comes_with_a_policy_that_runs_nothing_else(String path, String type) throws IOException {
        Reply reply = server.get(path);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualToIgnoringCase(type + ";charset=UTF-8");
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(reply.header("Content-Security-Policy").split(";\\s*", -1))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")
                .noneMatch(part -> part.contains("unsafe") || part.contains("*") || part.contains("http"));
    }

    @Test
    void a_part_that_has_not_changed_is_not_sent_again() throws IOException {
        String tag = server.get("/page.js").header("ETag");
        assertThat(tag).matches("\"[0-9a-f]{16}\"");
        Reply again = server.send("GET /page.js", "", "Host: localhost", "If-None-Match: " + tag);
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(server.send("GET /page.js", "", "Host: localhost", "If-None-Match: \"other\"")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void the_page_has_no_code_or_style_of_its_own_that_the_policy_would_stop() throws IOException {
        assertThat(server.get("/").body())
                .contains("<script", "page.js", "page.css")
                .doesNotContainPattern("<script(?![^>]*src=)[^>]*>")
                .doesNotContain("<style")
                .doesNotContainPattern("\\son[a-z]+=")
                .doesNotContainPattern("\\sstyle=")
                .doesNotContain("http://", "https://");
    }

    /** What users name reaches the page as text: none of the ways in which text becomes markup or code is used. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "createContextualFragment",
                "DOMParser",
                "eval(",
                "new Function",
                "setAttribute('on",
                "setAttribute('href'",
                ".href",
                ".src",
            })
    void the_script_never_makes_markup_of_text(String way) throws IOException {
        assertThat(server.get("/page.js").body()).contains("textContent").doesNotContain(way);
    }

    @Test
    void every_element_that_the_script_fills_is_on_the_page() throws IOException {
        String page = server.get("/").body();
        Matcher ids = Pattern.compile("(?:byId|fill)\\('([a-z-]+)'")
                .matcher(server.get("/page.js").body());
        int found = 0;
        while (ids.find()) {
            assertThat(page).contains("id=\"" + ids.group(1) + "\"");
            found++;
        }
        assertThat(found).isGreaterThan(5);
    }
}
