package io.carillon.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.web.WebServer.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of jobs as a program elsewhere asks for them: what narrows them, how they are paged, and the log of one job. */
class JobListsOverHttpTest extends OverHttp {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            status=,                  | status
            status=failed,,pending    | status
            status=done               | status
            status=failed&status=x    | status
            limit=0                   | limit
            limit=1001                | limit
            limit=1.5                 | limit
            limit=-1                  | limit
            limit=ten                 | limit
            limit=1&limit=2           | limit
            cursor=x                  | cursor
            cursor=2030-01-01         | cursor
            queue=%20                 | queue
            offset=5                  | offset
            Status=failed             | Status
            """)
    void a_query_that_cannot_be_meant_is_400_and_names_its_parameter(String query, String field) throws IOException {
        refusal(server.get(JOBS + "?" + query), field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status=",
                "status=&status=",
                "status=pending&status=",
                "status=pending",
                "status=Pending",
                "status=running,pending",
                "status=running&status=pending",
                "status=failed,%20pending",
                "queue=asked&limit=1",
                "queue=asked&limit=1000",
                "queue=asked&cursor=&task=&schedule=",
                "task=mail:send&unique_key=asked",
                "task=mail%3Asend&queue=asked&status=pending,completed&limit=3",
            })
    void a_query_in_any_of_its_forms_finds_the_job(String query) throws IOException {
        String id = (String) enqueue("\"delay\": 3600, \"queue\": \"asked\", \"unique_key\": \"asked\"")
                .json()
                .get("id");
        assertThat(each("id", server.get(JOBS + "?" + query))).contains(id);
    }

    @Test
    void pages_are_read_to_the_end_in_any_size() throws IOException {
        List<Object> made = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            made.addFirst(later("\"queue\": \"paged\""));
        }
        for (int size : new int[] {1, 2, 3, 6, 7, 8}) {
            List<Object> read = new ArrayList<>();
            Object cursor = "";
            int pages = 0;
            while (cursor != null) {
                Reply page = server.get(JOBS + "?queue=paged&limit=" + size + "&cursor=" + cursor);
                assertThat(page.json()).containsOnlyKeys("items", "next");
                assertThat(page.items()).hasSizeLessThanOrEqualTo(size);
                read.addAll(each("id", page));
                cursor = page.json().get("next");
                assertThat(++pages).isLessThan(10);
            }
            assertThat(read).as("pages of " + size).isEqualTo(made);
        }
    }

    @Test
    void a_cursor_stays_good_when_the_job_it_came_from_has_changed() throws IOException {
        String first = later("\"queue\": \"moved\"");
        String second = later("\"queue\": \"moved\"");
        Object cursor = server.get(JOBS + "?queue=moved&limit=1").json().get("next");
        server.call("DELETE", JOBS + "/" + second, "");
        assertThat(each("id", server.get(JOBS + "?queue=moved&limit=1&cursor=" + cursor)))
                .containsExactly(first);
    }

    @ParameterizedTest
    @CsvSource({
        "cursor=x, cursor",
        "cursor=9999999999999999999, cursor",
        "cursor=1.5, cursor",
        "limit=0, limit",
        "limit=10001, limit",
        "lines=5, lines",
    })
    void a_log_is_asked_for_with_a_line_and_a_number(String query, String field) throws IOException {
        refusal(server.get(JOBS + "/" + later("") + "/logs?" + query), field);
    }
}
