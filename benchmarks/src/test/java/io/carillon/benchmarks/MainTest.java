package io.carillon.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command as it is typed: what it refuses, and one tiny run of each case on each database. */
class MainTest {
    private record Result(int status, List<String> out, String err) {
        List<JsonNode> json() {
            return out.stream().map(JsonMapper.shared()::readTree).toList();
        }

        Set<String> distinct(String field) {
            return json().stream().map(line -> line.get(field).asString()).collect(Collectors.toSet());
        }
    }

    private static Result bench(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                args);
        return new Result(
                status,
                out.toString(StandardCharsets.UTF_8).lines().toList(),
                err.toString(StandardCharsets.UTF_8).strip());
    }

    private static Result tiny(String name, String... more) {
        String[] args = {name, "--json", "--runs", "2", "--seconds", "0.1", "--scale", "0.001"};
        return bench(java.util.stream.Stream.concat(java.util.Arrays.stream(args), java.util.Arrays.stream(more))
                .toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    draining             | expected one of drain
                    --runs 0             | --runs: expected a number above 0, got 0
                    --seconds -1         | --seconds: expected a number above 0, got -1
                    --scale much         | much
                    --peers rival        | --peers: expected all, none or some of raw
                    --store oracle       | --store: expected sqlite, postgres, jdbc:sqlite:FILE or jdbc:postgresql
                    --store jdbc:sqlite:/nowhere/at/all.db | expected a file in an existing folder
                    --only nothing --store sqlite --peers none drain | nothing to measure
                    --fast               | --fast
                    """)
    void bad_usage_is_refused_in_one_line_with_status_2(String arguments, String said) {
        Result result = bench(arguments.split(" "));

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()
                        .lines()
                        .filter(line -> line.startsWith("carillon: "))
                        .toList())
                .singleElement()
                .asString()
                .contains(said);
    }

    @Test
    void drain_measures_carillon_and_raw_loops_on_both_databases() {
        Result result = tiny("drain", "--peers", "raw,raw-move,raw-classic", "--only", "500 slots");

        assertThat(result.err()).doesNotContain("failed");
        assertThat(result.status()).isZero();
        assertThat(result.distinct("subject")).containsExactlyInAnyOrder("carillon", "raw", "raw-move", "raw-classic");
        assertThat(result.distinct("variant")).contains("sqlite 500 slots", "postgres 500 slots");
        assertThat(result.distinct("metric"))
                .containsExactlyInAnyOrder("rate", "client_cpu", "database_cpu", "statements", "wal");
    }
}
