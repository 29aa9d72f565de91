package io.carillon.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.InvalidValueException;
import io.carillon.Task;
import io.carillon.TaskContext;
import io.carillon.internal.Handlers.PayloadMismatch;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadsTest {
    private final Payloads payloads = new Payloads(1_000);

    record Ping() {}

    record Line(String article, int count, BigDecimal price) {}

    record Invoice(long customer, YearMonth month, List<Line> lines, Map<String, Instant> seen, DayOfWeek day) {}

    record Times(
            Instant instant,
            Duration duration,
            LocalDate date,
            OffsetDateTime offset,
            ZonedDateTime zoned,
            ZoneId zone,
            Optional<Instant> maybe) {}

    record Numbers(BigInteger big, BigDecimal exact, double real, UUID id, byte[] bytes) {}

    /** Neither record nor bean: what people have lying about. */
    static final class Plain {
        String name;
        int size;
    }

    static final class Troubled {
        public String getTrouble() {
            throw new IllegalStateException("no");
        }
    }

    static final class CleanupTask implements Task {
        final String table;
        final int days;
        transient int seen = 3;

        CleanupTask(String table, int days) {
            this.table = table;
            this.days = days;
        }

        @Override
        public void execute(TaskContext context) {
            seen++;
        }

        @Override
        public String id() {
            return "cleanup_" + table;
        }

        public String getUpperCase() {
            throw new IllegalStateException("a getter of a task is code, not a parameter");
        }
    }

    @Test
    void nothing_is_an_empty_object() {
        assertThat(payloads.write(null)).isEqualTo("{}");
        assertThat(payloads.write(new Ping())).isEqualTo("{}");
        assertThat(payloads.write(Map.of())).isEqualTo("{}");
        assertThat(payloads.read("t", Void.class, "{}")).isNull();
        assertThat(payloads.read("t", Ping.class, "{}")).isEqualTo(new Ping());
    }

    @Test
    void a_record_comes_back_as_it_was() {
        Invoice invoice = new Invoice(
                42,
                YearMonth.of(2030, 2),
                List.of(new Line("bell", 3, new BigDecimal("19.90")), new Line("rope", 1, BigDecimal.TEN)),
                Map.of("first", Instant.parse("2030-01-01T00:00:00.123456789Z")),
                DayOfWeek.FRIDAY);

        assertThat(payloads.read("t", Invoice.class, payloads.write(invoice))).isEqualTo(invoice);
    }

    @Test
    void times_are_iso_text_and_keep_their_zone() {
        Times times = new Times(
                Instant.parse("2030-01-01T00:00:00Z"),
                Duration.ofMillis(1_500),
                LocalDate.of(2030, 1, 2),
                OffsetDateTime.parse("2030-01-01T00:00+05:30"),
                ZonedDateTime.parse("2030-01-01T00:00+01:00[Europe/Berlin]"),
                ZoneId.of("Pacific/Chatham"),
                Optional.of(Instant.EPOCH));
        String json = payloads.write(times);

        assertThat(json)
                .contains("\"2030-01-01T00:00:00Z\"", "\"PT1.5S\"", "\"2030-01-02\"", "+05:30", "\"Pacific/Chatham\"");
        assertThat(payloads.read("t", Times.class, json)).isEqualTo(times);
    }

    @Test
    void numbers_lose_nothing() {
        Numbers numbers = new Numbers(
                BigInteger.TWO.pow(100), new BigDecimal("0.10"), Math.PI, new UUID(7, 8), new byte[] {1, -1});

        assertThat(payloads.read("t", Numbers.class, payloads.write(numbers)))
                .usingRecursiveComparison()
                .isEqualTo(numbers);
    }

    @Test
    void a_class_without_getters_is_its_fields() {
        Plain plain = new Plain();
        plain.name = "logs";
        plain.size = 3;

        assertThat(payloads.write(plain)).isEqualTo("{\"name\":\"logs\",\"size\":3}");
        assertThat(payloads.read("t", Plain.class, "{\"name\":\"logs\",\"size\":3}"))
                .usingRecursiveComparison()
                .isEqualTo(plain);
    }

    @Test
    void a_task_is_its_lasting_fields_and_no_getter() {
        CleanupTask task = new CleanupTask("logs", 30);
        String json = payloads.write(task);

        assertThat(json).isEqualTo("{\"days\":30,\"table\":\"logs\"}");
        CleanupTask read = payloads.update("t", new CleanupTask("", 0), json);
        assertThat(read).usingRecursiveComparison().isEqualTo(task);
    }

    @Test
    void a_field_that_the_parameters_do_not_name_stays() {
        CleanupTask read = payloads.update("t", new CleanupTask("logs", 30), "{\"days\":7}");

        assertThat(read).usingRecursiveComparison().isEqualTo(new CleanupTask("logs", 7));
    }

    @Test
    void a_property_that_nobody_knows_is_passed_over() {
        assertThat(payloads.read("t", Line.class, "{\"article\":\"bell\",\"count\":1,\"price\":2,\"colour\":\"red\"}"))
                .isEqualTo(new Line("bell", 1, new BigDecimal("2")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"article\":\"bell\",\"count\":\"many\"} | count | expected int | got \"many\"",
                "{\"article\":\"bell\",\"count\":1.5} | count | expected int | got 1.5",
                "{\"article\":\"bell\",\"count\":null} | count | expected int | got null",
                "{\"article\":\"bell\"} | count | expected int | got nothing",
                "{\"article\":\"bell\",\"count\":{}} | count | expected int | got {}",
                "{\"article\":[1],\"count\":1} | article | expected String | got [1]",
                "[1,2] | params | expected Line | got [1,2]",
                "{\"article\" | params | expected JSON of the payload's shape | got no JSON",
            })
    void what_does_not_fit_is_named_with_its_place(String json, String field, String expected, String got) {
        assertThatThrownBy(() -> payloads.read("invoice:run", Line.class, json))
                .isInstanceOf(PayloadMismatch.class)
                .hasMessageContainingAll("task 'invoice:run'", field + ": " + expected, got);
    }

    @Test
    void what_follows_the_parameters_is_no_part_of_them() {
        assertThatThrownBy(() -> payloads.read("t", Ping.class, "{} {}"))
                .isInstanceOf(PayloadMismatch.class)
                .hasMessageContaining("got no JSON");
    }

    @Test
    void the_reason_does_not_speak_of_the_library() {
        assertThatThrownBy(() -> payloads.read("t", Line.class, "{}"))
                .hasMessageContaining("(Cannot map `null` into type `int`)")
                .hasMessageNotContaining("Feature");
        assertThatThrownBy(() -> payloads.read("t", Invoice.class, "{\"customer\":1,\"day\":\"FRI\"}"))
                .hasMessageContainingAll("day: expected DayOfWeek, got \"FRI\"", "FRIDAY");
    }

    @Test
    void a_place_deep_inside_is_named_with_its_path() {
        String json =
                "{\"customer\":1,\"month\":\"2030-02\",\"lines\":[{\"article\":\"a\",\"count\":1},{\"count\":true}]}";

        assertThatThrownBy(() -> payloads.read("t", Invoice.class, json))
                .hasMessageContaining("lines[1].count: expected int, got true");
    }

    @Test
    void a_task_that_does_not_fit_is_named_as_well() {
        assertThatThrownBy(() -> payloads.update("t", new CleanupTask("", 0), "{\"days\":\"x\"}"))
                .isInstanceOf(PayloadMismatch.class)
                .hasMessageContaining("days: expected int, got \"x\"");
        assertThatThrownBy(() -> payloads.readSome("t", Line.class, "null"))
                .isInstanceOf(PayloadMismatch.class)
                .hasMessageContaining("expected Line, got null");
    }

    @Test
    void only_objects_and_arrays_are_parameters() {
        assertThat(payloads.write(List.of(1, 2))).isEqualTo("[1,2]");
        assertThatThrownBy(() -> payloads.write("text"))
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.field()).isEqualTo("params"));
        assertThatThrownBy(() -> payloads.write(42)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void parameters_that_cannot_be_written_are_refused() {
        record Loop(Object[] self) {}
        Loop loop = new Loop(new Object[1]);
        loop.self[0] = loop;

        assertThatThrownBy(() -> payloads.write(loop))
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.field()).isEqualTo("params"));
    }

    @Test
    void the_bound_counts_bytes_not_letters() {
        assertThat(payloads.write(List.of("x".repeat(996)))).hasSize(1_000);
        assertThatThrownBy(() -> payloads.write(List.of("x".repeat(997))))
                .isInstanceOfSatisfying(InvalidValueException.class, e -> {
                    assertThat(e.field()).isEqualTo("params");
                    assertThat(e.expected()).contains("1000 bytes");
                    assertThat(e.got()).isEqualTo("1001");
                });
        assertThat(payloads.write(List.of("é".repeat(498)))).hasSize(502);
        assertThatThrownBy(() -> payloads.write(List.of("é".repeat(499)))).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void a_result_may_be_anything_that_can_be_written() {
        assertThat(payloads.writeValue("t", "result", "done")).isEqualTo("\"done\"");
        assertThat(payloads.writeValue("t", "result", 3)).isEqualTo("3");
        assertThat(payloads.writeValue("t", "result", Map.of("zones", 600))).isEqualTo("{\"zones\":600}");
        assertThatThrownBy(() -> payloads.writeValue("census", "result", new Troubled()))
                .isInstanceOf(PayloadMismatch.class)
                .hasMessageContainingAll("result of task 'census'");
    }

    @Test
    void a_result_may_be_no_longer_than_parameters() {
        Payloads narrow = new Payloads(10);
        assertThat(narrow.writeValue("t", "result", "12345678")).hasSize(10);
        assertThatThrownBy(() -> narrow.writeValue("t", "result", "123456789"))
                .isInstanceOf(PayloadMismatch.class)
                .hasMessage("the result of task 't' is too long: expected at most 10 bytes of JSON (max_params_bytes),"
                        + " got 11; keep it elsewhere and return where it is");
    }
}
