package io.carillon.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.web.WebServer.Reply;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schedules as a program elsewhere sees them: each field in every form that is taken, and each that is not. */
class SchedulesOverHttpTest extends OverHttp {
    private static Reply patch(String name, String fields) throws IOException {
        return server.call("PATCH", SCHEDULES + "/" + name, "{" + fields + "}");
    }

    /** Every type of the contract, in the forms that it has. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            duration | "30s"                       | "30s"
            duration | "5m"                        | "5m"
            duration | "1h"                        | "1h"
            duration | "500ms"                     | "500ms"
            duration | "1d"                        | "1d"
            duration | "PT90S"                     | "PT90S"
            duration | 30                          | "30"
            duration | 0.5                         | "0.5"
            cron     | "*/5 * * * *"               | "*/5 * * * *"
            cron     | "0 */5 * * * *"             | "0 */5 * * * *"
            cron     | "0 0 0 1 1 ? 2099"          | "0 0 0 1 1 ? 2099"
            cron     | "@daily"                    | "@daily"
            cron     | "@every 90s"                | "@every 90s"
            cron     | "0 22-2 * * FRI-MON"        | "0 22-2 * * FRI-MON"
            cron     | "0 9 L-2 * *"               | "0 9 L-2 * *"
            cron     | "0 9 * * MON#1"             | "0 9 * * MON#1"
            daily    | "14:30:15"                  | "14:30:15"
            weekly   | "MON,FRI 09:00"             | "MON,FRI 09:00"
            monthly  | "1 02:00"                   | "1 02:00"
            monthly  | "L 23:30"                   | "L 23:30"
            once     | "2040-01-31T09:00:00Z"      | "2040-01-31T09:00:00Z"
            once     | "2040-01-31T09:00"          | "2040-01-31T09:00"
            """)
    void each_type_is_taken_as_the_contract_writes_it(String type, String sent, String read) throws IOException {
        String name = newName();
        Reply made = create(name, "\"task\": \"mail:send\", \"type\": \"" + type + "\", \"schedule\": " + sent);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.json()).containsEntry("type", type).containsEntry("schedule", tree(read));
        assertThat(made.json().get("next_run")).asString().matches("20\\d\\d-.*Z");
        // A short period may have fired meanwhile.
        assertThat(server.get(SCHEDULES + "/" + name).json())
                .usingRecursiveComparison()
                .ignoringFields("last_run", "last_status", "next_run")
                .isEqualTo(made.json());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            duration | "0"                | a period of 1ms up to
            duration | "-5m"              | a duration such as
            duration | -30                | a duration such as
            duration | "36526d"           | 100 years
            duration | "5 minutes"        | ms
            duration | ""                 | a text
            duration | true               | a text
            cron     | "* * * *"          | expected 5 fields
            cron     | "60 * * * *"       | 0-59
            cron     | "0 24 * * *"       | 0-23
            cron     | "0 0 32 * *"       | 1-31
            cron     | "0 0 * 13 *"       | 1-12
            cron     | "0 0 * * 8"        | 0-7
            cron     | "0 0 30 2 *"       | a date that exists
            cron     | "*/0 * * * *"      | a step of 1 or more
            cron     | "@reboot"          | a macro with a time
            cron     | "@dayly"           | did you mean @daily?
            cron     | "0 0 0 1 1 ? 2101" | 1970-2099
            daily    | "24:00"            | hours 0-23
            daily    | "9"                | did you mean 09:00?
            weekly   | "MO 09:00"         | SUN-SAT
            weekly   | "09:00"            | weekdays and a time
            monthly  | "32 02:00"         | 1-31
            monthly  | "1"                | days of the month and a time
            once     | "tomorrow"         | an instant
            once     | "2040-02-30T00:00" | an instant
            hourly   | "5"                | duration, cron, daily
            """)
    void a_rule_that_makes_no_sense_is_refused_and_nothing_is_stored(String type, String sent, String expected)
            throws IOException {
        String name = newName();
        Reply refused = create(name, "\"task\": \"mail:send\", \"type\": \"" + type + "\", \"schedule\": " + sent);
        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.json().get("detail")).asString().contains(expected);
        assertThat(refused.errors())
                .singleElement()
                .satisfies(
                        error -> assertThat(error.get("field")).isEqualTo(type.equals("hourly") ? "type" : "schedule"));
        assertThat(server.get(SCHEDULES + "/" + name).status()).isEqualTo(404);
    }

    /** What a change sends and reads again; null leads back to where it was. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            zone        | "Asia/Shanghai"          | "Asia/Shanghai"
            zone        | "+05:30"                 | "+05:30"
            enabled     | false                    | false
            params      | {"a": ["\u4efb", null]}   | {"a": ["\u4efb", null]}
            params      | [1, 2]                   | [1, 2]
            queue       | "mail"                   | "mail"
            priority    | 9                        | 9
            timeout     | "2m"                     | 120
            timeout     | 0.5                      | 0.5
            max_retries | 0                        | 0
            retry_delay | "1m"                     | 60
            backoff     | "linear"                 | "linear"
            unique      | false                    | false
            overlap     | "cancel_previous"        | "cancel_previous"
            overlap     | "queue"                  | "queue"
            overlap     | "allow"                  | "allow"
            misfire     | "catch_up"               | "catch_up"
            misfire     | "skip"                   | "skip"
            jitter      | "30s"                    | 30
            start_at    | "2031-01-01T00:00:00Z"   | "2031-01-01T00:00:00Z"
            start_at    | "2031-01-01T00:00"       | "2031-01-01T00:00:00Z"
            end_at      | "2041-01-01T01:00:00+01:00" | "2041-01-01T00:00:00Z"
            max_runs    | 5                        | 5
            calendars   | ["2030-12-25"]           | ["2030-12-25"]
            calendars   | ["SAT,SUN"]              | ["SAT,SUN"]
            tags        | ["a", "\u4efb\u52a1"]      | ["a", "\u4efb\u52a1"]
            tags        | ["a", "a"]               | ["a"]
            description | "\u00e4 <b> \\u2713"      | "\u00e4 <b> \u2713"
            dst         | {"gap": "skip", "overlap": "both"} | {"gap": "skip", "overlap": "both"}
            """)
    void a_field_is_changed_alone_and_null_gives_its_default(String field, String sent, String read)
            throws IOException {
        String name = nightly();
        Map<String, Object> before = server.get(SCHEDULES + "/" + name).json();
        Reply changed = patch(name, "\"" + field + "\": " + sent);
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(changed.json().get(field)).isEqualTo(tree(read));
        for (Map.Entry<String, Object> other : before.entrySet()) {
            // A delay alone means a fixed one.
            boolean follows = other.getKey().equals("next_run")
                    || (field.equals("retry_delay") && other.getKey().equals("backoff"));
            if (!other.getKey().equals(field) && !follows) {
                assertThat(changed.json()).contains(other);
            }
        }
        assertThat(server.get(SCHEDULES + "/" + name).json()).isEqualTo(changed.json());
        assertThat(patch(name, "\"" + field + "\": null").json().get(field)).isEqualTo(before.get(field));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            name        | 5                    | as the path says
            type        | 5                    | a text
            schedule    | {}                   | a text
            schedule    | ["02:00"]            | a text
            zone        | "Mars"               | a time zone such as
            zone        | 8                    | a text
            enabled     | "true"               | true or false
            enabled     | 1                    | true or false
            task        | 5                    | a text
            task        | "mail:sned"          | the name of a known task
            command     | ["df"]               | a text
            params      | "x"                  | an object or a list
            queue       | "a b"                | letters, digits
            queue       | 5                    | a text
            priority    | 10                   | a whole number 0-9
            priority    | "9"                  | a whole number 0-9
            timeout     | 0                    | 1 ms to 366 days
            timeout     | "x"                  | a duration such as
            max_retries | 10001                | a whole number 0-10000
            retry_delay | "367d"               | 366 days
            backoff     | "cubic"              | fixed, linear or exponential
            unique      | "no"                 | true or false
            overlap     | "wait"               | skip, queue, allow, cancel_previous
            misfire     | "later"              | fire_once, skip, catch_up
            jitter      | -1                   | a duration such as
            start_at    | "soon"               | an instant such as
            start_at    | 0                    | a text
            start_at    | "+12345-01-01T00:00:00Z" | the years 1 to 9999
            end_at      | false                | a text
            max_runs    | 0                    | a whole number of 1 or more
            max_runs    | 1.5                  | a whole number of 1 or more
            max_runs    | 2147483648           | a whole number of 1 or more
            calendars   | "SAT"                | a list of texts
            calendars   | [5]                  | a list of texts
            calendars   | ["MON-SUN"]          | at most 6 weekdays
            calendars   | ["2030-13-01"]       | dates
            tags        | "a"                  | a list of texts
            tags        | [""]                 | words of 1-200 characters
            tags        | [true]               | a list of texts
            description | 5                    | a text
            dst         | "skip"               | an object
            dst         | []                   | an object
            source      | 5                    | a text
            nmae        | "x"                  | 'name'
            Zone        | "UTC"                | 'zone'
            maxRuns     | 5                    | 'max_runs'
            colour      | "red"                | one of
            """)
    void a_wrong_field_is_named_and_nothing_changes(String field, String sent, String expected) throws IOException {
        String name = nightly();
        Map<String, Object> before = server.get(SCHEDULES + "/" + name).json();
        assertRefused(patch(name, "\"" + field + "\": " + sent), field, expected);
        assertThat(server.get(SCHEDULES + "/" + name).json()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"gap": "jump"}                  | dst.gap     | run_after or skip
            {"overlap": "twice"}             | dst.overlap | once or both
            {"gap": 5}                       | dst.gap     | a text
            {"gapp": "skip"}                 | dst.gapp    | 'gap'
            """)
    void a_wrong_field_inside_another_has_its_path(String dst, String field, String expected) throws IOException {
        assertRefused(patch(nightly(), "\"dst\": " + dst), field, expected);
    }

    @Test
    void what_came_in_a_list_is_shown_by_the_item_that_was_wrong() throws IOException {
        Reply refused = patch(nightly(), "\"calendars\": [\"SAT\", \"nonsense\"]");
        assertThat(refused.errors())
                .singleElement()
                .satisfies(error -> assertThat(error).containsEntry("got", "nonsense"));
    }

    @Test
    void an_end_before_the_start_is_named_once() throws IOException {
        Reply refused =
                patch(nightly(), "\"start_at\": \"2031-01-01T00:00:00Z\", \"end_at\": \"2030-01-01T00:00:00Z\"");
        assertRefused(refused, "end_at", "from start_at 2031-01-01T00:00:00Z on");
    }

    @Test
    void one_half_of_dst_is_changed_without_the_other() throws IOException {
        String name = nightly();
        patch(name, "\"dst\": {\"gap\": \"skip\"}");
        assertThat(patch(name, "\"dst\": {\"overlap\": \"both\"}").json().get("dst"))
                .isEqualTo(tree("{\"gap\": \"skip\", \"overlap\": \"both\"}"));
        assertThat(patch(name, "\"dst\": {\"gap\": null}").json().get("dst"))
                .isEqualTo(tree("{\"gap\": null, \"overlap\": \"both\"}"));
    }

    @Test
    void an_empty_change_changes_nothing_and_no_body_is_an_empty_one() throws IOException {
        String path = SCHEDULES + "/" + nightly();
        Map<String, Object> before = server.get(path).json();
        assertThat(server.call("PATCH", path, "{}").json()).isEqualTo(before);
        assertThat(server.call("PATCH", path, "").json()).isEqualTo(before);
    }

    @Test
    void what_is_read_may_be_put_again_and_is_the_same() throws IOException {
        String path = SCHEDULES + "/" + nightly();
        Map<String, Object> before = server.get(path).json();
        Reply put = server.call("PUT", path, server.get(path).body());
        assertThat(put.status()).as(put.body()).isEqualTo(200);
        assertThat(put.json()).isEqualTo(before);
    }

    @Test
    void nobody_else_may_say_that_the_configuration_made_it_as_it_would_go_with_the_configuration() throws IOException {
        for (String source : new String[] {"yaml", "yaml:disabled"}) {
            assertThat(create(newName(), NIGHTLY + ", \"source\": \"" + source + "\"")
                            .json())
                    .containsEntry("source", "api");
            String path = SCHEDULES + "/" + newName();
            assertThat(server.call("PUT", path, "{" + NIGHTLY + ", \"source\": \"" + source + "\"}")
                            .json())
                    .containsEntry("source", "api");
            assertThat(server.call("PATCH", path, "{\"source\": \"" + source + "\"}")
                            .json())
                    .containsEntry("source", "api");
        }
        assertThat(create(newName(), NIGHTLY + ", \"source\": \"crontab\"").json())
                .containsEntry("source", "crontab");
    }

    @Test
    void a_one_time_schedule_of_the_past_is_kept_without_a_run_to_come() throws IOException {
        Reply made = create(
                newName(), "\"task\": \"mail:send\", \"type\": \"once\", \"schedule\": \"2001-01-01T00:00:00Z\"");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json()).containsEntry("next_run", null);
    }
}
