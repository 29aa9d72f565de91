package io.carillon.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.TaskName;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the routes of schedules answer, on a scheduler whose time stands still. */
class SchedulesApiTest {
    private static final String NIGHTLY =
            "{\"name\": \"nightly\", \"type\": \"daily\", \"schedule\": \"02:00\", \"task\": \"mail:send\"}";

    private final TestScheduler test = TestScheduler.create();
    private final SchedulesApi api =
            Api.of(test.scheduler(), ZoneId.of("Asia/Shanghai")).schedules();

    @BeforeEach
    void register() {
        test.scheduler().register(TaskName.of("mail:send"), (payload, context) -> "sent");
        test.scheduler().register(TaskName.of("mail:clean"), (payload, context) -> null);
    }

    @AfterEach
    void close() {
        test.close();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> json(String text) {
        return (Map<String, Object>) Json.parse(text);
    }

    /** As it looks after the way over the network. */
    private static Map<String, Object> seen(Answer answer) {
        return json(Json.write(answer.object()));
    }

    private static ApiException refusal(Supplier<Answer> call) {
        RuntimeException thrown = catchThrowableOfType(RuntimeException.class, call::get);
        assertThat(thrown).isNotNull();
        return ApiException.of(thrown).orElseThrow(() -> thrown);
    }

    @Test
    void a_new_one_has_every_default() {
        Answer made = api.create(json(NIGHTLY));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.location()).isEqualTo("/api/v1/schedules/nightly");
        assertThat(seen(made)).isEqualTo(json("""
                {"id": "nightly", "name": "nightly", "type": "daily", "schedule": "02:00", "zone": "Asia/Shanghai",
                 "enabled": true, "task": "mail:send", "command": null, "params": null, "queue": "default",
                 "priority": 4, "timeout": null, "max_retries": null, "retry_delay": null, "backoff": null,
                 "unique": true, "overlap": "skip", "misfire": "fire_once", "jitter": 0, "start_at": null,
                 "end_at": null, "max_runs": null, "dst": {"gap": null, "overlap": null}, "calendars": [],
                 "tags": [], "description": "", "source": "api", "last_run": null, "last_status": null,
                 "next_run": "2030-01-07T18:00:00Z"}
                """));
    }

    @Test
    void every_option_is_kept_and_what_is_read_may_be_put_again() {
        String all = """
                {"name": "all", "type": "cron", "schedule": "30 4 * * MON-FRI", "zone": "Europe/Berlin",
                 "enabled": false, "command": "mail:send", "params": {"to": ["ann"], "big": 12345678901234567890},
                 "queue": "mail", "priority": 9, "timeout": 90, "max_retries": 0, "retry_delay": 5,
                 "backoff": "linear", "unique": false, "overlap": "cancel_previous", "misfire": "catch_up",
                 "jitter": 2.5, "start_at": "2030-02-01T00:00:00Z", "end_at": "2031-02-01T00:00:00Z", "max_runs": 7,
                 "dst": {"gap": "skip", "overlap": "both"}, "calendars": ["2030-12-25", "SAT,SUN"],
                 "tags": ["a", "b"], "description": "mails"}
                """;
        Map<String, Object> read = seen(api.create(json(all)));
        assertThat(read).containsAllEntriesOf(without(json(all), "calendars"));
        assertThat((List<?>) read.get("calendars")).hasSize(2);
        assertThat(seen(api.put("all", read))).isEqualTo(read);
        assertThat(seen(api.get("all"))).isEqualTo(read);
    }

    private static Map<String, Object> without(Map<String, Object> tree, String name) {
        tree.remove(name);
        return tree;
    }

    @Test
    void put_replaces_and_gives_what_it_leaves_out_its_default() {
        Map<String, Object> body = json(NIGHTLY);
        assertThat(api.put("nightly", body).status()).isEqualTo(201);
        body.put("priority", 9L);
        body.put("description", "old");
        assertThat(api.put("nightly", body).status()).isEqualTo(200);
        assertThat(seen(api.put("nightly", json(NIGHTLY))))
                .containsEntry("priority", 4L)
                .containsEntry("description", "");
    }

    @Test
    void patch_changes_what_it_names_and_null_gives_the_default() {
        Map<String, Object> body = json(NIGHTLY);
        body.putAll(json("{\"priority\": 9, \"timeout\": 30, \"description\": \"mails\", \"tags\": [\"a\"]}"));
        api.create(body);
        Map<String, Object> changed =
                seen(api.patch("nightly", json("{\"schedule\": \"03:30\", \"timeout\": null, \"tags\": []}")));
        assertThat(changed)
                .containsEntry("schedule", "03:30")
                .containsEntry("timeout", null)
                .containsEntry("tags", List.of())
                .containsEntry("priority", 9L)
                .containsEntry("description", "mails")
                .containsEntry("next_run", "2030-01-07T19:30:00Z");
    }

    @Test
    void a_patch_from_task_to_command_and_back_leaves_one_of_them() {
        api.create(json(NIGHTLY));
        assertThat(seen(api.patch("nightly", json("{\"command\": \"mail:clean\"}"))))
                .containsEntry("command", "mail:clean")
                .containsEntry("task", null);
        assertThat(seen(api.patch("nightly", json("{\"task\": \"mail:send\"}"))))
                .containsEntry("task", "mail:send")
                .containsEntry("command", null);
    }

    @Test
    void an_unchanged_rule_keeps_its_next_run() {
        api.create(
                json("{\"name\": \"often\", \"type\": \"duration\", \"schedule\": \"1h\", \"task\": \"mail:send\"}"));
        test.advance(Duration.ofMinutes(40));
        assertThat(seen(api.patch("often", json("{\"priority\": 1}"))))
                .containsEntry("next_run", "2030-01-07T01:00:00Z");
        assertThat(seen(api.patch("often", json("{\"schedule\": \"2h\"}"))))
                .containsEntry("next_run", "2030-01-07T02:40:00Z");
    }

    @Test
    void runs_show_when_and_how_the_last_ended() {
        api.create(json(NIGHTLY));
        test.fireNext("nightly");
        test.drain();
        assertThat(seen(api.get("nightly")))
                .containsEntry("last_run", "2030-01-07T18:00:00Z")
                .containsEntry("last_status", "completed")
                .containsEntry("next_run", "2030-01-08T18:00:00Z");
        assertThat(seen(api.fires("nightly", Map.of())).get("items"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .singleElement()
                .satisfies(fire -> assertThat((Map<?, ?>) fire)
                        .extracting("schedule", "instant", "outcome", "count")
                        .containsExactly("nightly", "2030-01-07T18:00:00Z", "fired", 1L));
    }

    @Test
    void a_paused_one_has_no_next_run_and_may_be_run_by_hand() {
        api.create(json(NIGHTLY));
        assertThat(seen(api.pause("nightly"))).containsEntry("enabled", false).containsEntry("next_run", null);
        assertThat(seen(api.pause("nightly"))).as("again").containsEntry("enabled", false);
        Answer run = api.run("nightly");
        assertThat(run.status()).isEqualTo(201);
        assertThat(run.location()).isEqualTo("/api/v1/jobs/" + run.object().get("id"));
        assertThat(seen(run)).containsEntry("schedule", "nightly").containsEntry("task", "mail:send");
        assertThat(seen(api.resume("nightly"))).containsEntry("next_run", "2030-01-07T18:00:00Z");
    }

    @Test
    void a_pause_stays_until_somebody_says_otherwise() {
        String same = "{\"type\": \"daily\", \"schedule\": \"02:00\", \"task\": \"mail:send\"%s}";
        api.create(json(NIGHTLY));
        api.pause("nightly");
        assertThat(seen(api.put("nightly", json(same.formatted(""))))).containsEntry("enabled", false);
        assertThat(seen(api.patch("nightly", json("{\"schedule\": \"03:00\"}"))))
                .containsEntry("enabled", false);
        assertThat(seen(api.patch("nightly", json("{\"enabled\": true}")))).containsEntry("enabled", true);
        assertThat(seen(api.put("nightly", json(same.formatted(", \"enabled\": false")))))
                .containsEntry("enabled", false);
        assertThat(seen(api.put("nightly", json(same.formatted(", \"enabled\": true")))))
                .containsEntry("enabled", true);
    }

    @Test
    void pages_follow_each_other_in_order_of_name() {
        for (String name : List.of("d", "a", "c", "e", "b")) {
            api.put(name, json("{\"type\": \"duration\", \"schedule\": \"1h\", \"task\": \"mail:send\"}"));
        }
        List<Object> names = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            Map<String, Object> page = seen(api.list(Map.of("limit", "2", "cursor", cursor)));
            ((List<?>) page.get("items")).forEach(item -> names.add(((Map<?, ?>) item).get("name")));
            cursor = (String) page.get("next");
            pages++;
        } while (cursor != null);
        assertThat(names).containsExactly("a", "b", "c", "d", "e");
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void fires_are_paged_latest_first() {
        api.put("often", json("{\"type\": \"duration\", \"schedule\": \"1h\", \"task\": \"mail:send\"}"));
        for (int i = 0; i < 3; i++) {
            test.fireNext("often");
            test.drain();
        }
        Map<String, Object> first = seen(api.fires("often", Map.of("limit", "2")));
        assertThat((List<?>) first.get("items")).hasSize(2);
        Map<String, Object> second = seen(api.fires(
                "often", Map.of("limit", "2", "cursor", first.get("next").toString())));
        assertThat((List<?>) second.get("items"))
                .singleElement()
                .satisfies(fire -> assertThat(((Map<?, ?>) fire).get("instant")).isEqualTo("2030-01-07T01:00:00Z"));
        assertThat(second.get("next")).isNull();
    }

    @Test
    void a_taken_name_is_409_and_an_unknown_one_404_with_the_nearest() {
        api.create(json(NIGHTLY));
        ApiException taken = refusal(() -> api.create(json(NIGHTLY)));
        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.detail()).contains("'nightly' is taken");
        List<Supplier<Answer>> calls = List.of(
                () -> api.get("nigthly"),
                () -> api.patch("nigthly", Map.of()),
                () -> api.delete("nigthly"),
                () -> api.run("nigthly"),
                () -> api.pause("nigthly"),
                () -> api.resume("nigthly"),
                () -> api.fires("nigthly", Map.of()));
        assertThat(calls).allSatisfy(call -> {
            ApiException unknown = refusal(call);
            assertThat(unknown.status()).isEqualTo(404);
            assertThat(unknown.detail()).isEqualTo("no schedule 'nigthly' (did you mean 'nightly'?)");
        });
    }

    @Test
    void a_deleted_one_is_gone_and_its_jobs_stay() {
        api.create(json(NIGHTLY));
        String job = String.valueOf(api.run("nightly").object().get("id"));
        assertThat(api.delete("nightly").status()).isEqualTo(204);
        assertThat(refusal(() -> api.get("nightly")).status()).isEqualTo(404);
        assertThat(test.job(job).schedule()).isEqualTo("nightly");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type": "cron"}                        | schedule    | schedule: cron expression … got 1 field: 02:00
            {"type": "hourly"}                      | type        | duration, cron, daily … hourly
            {"schedule": "25:00"}                   | schedule    | hours 0-23, got 25:00
            {"schedule": null}                      | schedule    | expected when it fires … got nothing
            {"zone": "Mars"}                        | zone        | a time zone such as … 'Mars'
            {"enabled": "yes"}                      | enabled     | true or false, got 'yes'
            {"task": null}                          | command     | a command, or a task, got nothing
            {"task": "mail:sned"}                   | task        | did you mean 'mail:send'?
            {"command": "mail:send"}                | command     | either task or command
            {"params": 5}                           | params      | an object or a list, got 5
            {"queue": ""}                           | queue       | a text, got ''
            {"priority": 10}                        | priority    | a whole number 0-9, got 10
            {"timeout": "soon"}                     | timeout     | a duration such as … soon
            {"max_retries": -1}                     | max_retries | a whole number 0-10000, got -1
            {"backoff": "never"}                    | backoff     | fixed, linear or exponential, got 'never'
            {"overlap": "never"}                    | overlap     | one of skip, queue, allow, cancel_previous
            {"misfire": "never"}                    | misfire     | fire_once
            {"jitter": "much"}                      | jitter      | a duration such as … much
            {"start_at": "soon"}                    | start_at    | an instant such as … 'soon'
            {"max_runs": 0}                         | max_runs    | of 1 or more, got 0
            {"dst": {"gap": "jump"}}                | dst.gap     | run_after or skip, got 'jump'
            {"dst": {"gapp": "skip"}}               | dst.gapp    | did you mean 'gap'?
            {"dst": 5}                              | dst         | an object, got 5
            {"calendars": ["2030-13-01"]}           | calendars   | 2030-13-01
            {"tags": "a"}                           | tags        | a list of texts, got 'a'
            {"nmae": "x"}                           | nmae        | did you mean 'name'?
            {"name": "other"}                       | name        | 'nightly', as the path says … got 'other'
            """)
    void a_bad_value_is_400_names_its_field_and_changes_nothing(String change, String field, String says) {
        api.create(json(NIGHTLY));
        Map<String, Object> before = seen(api.get("nightly"));
        Map<String, Object> body = json(NIGHTLY);
        body.putAll(json(change));
        ApiException refused = refusal(() -> api.put("nightly", body));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.field()).isEqualTo(field));
        assertThat(refused.detail()).containsSubsequence(says.split(" ?… ?", -1));
        assertThat(seen(api.get("nightly"))).isEqualTo(before);
    }
}
