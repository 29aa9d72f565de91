package io.carillon.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command as it is typed: what it refuses, and one tiny run of each case, on real databases. */
@Execution(ExecutionMode.CONCURRENT)
class MainTest {
    private static final List<String> TINY = List.of("--runs", "1", "--seconds", "0.05", "--scale", "0.001");

    /** The machine's other builds may measure, too. */
    @BeforeAll
    static void doNotWaitForOthers() {
        System.setProperty("jmh.ignoreLock", "true");
    }

    private record Result(int status, List<String> out, String err) {
        List<JsonNode> json() {
            return out.stream().map(JsonMapper.shared()::readTree).toList();
        }

        Set<String> distinct(String field) {
            return json().stream().map(line -> line.get(field).asString()).collect(Collectors.toSet());
        }

        double value(String variant, String metric) {
            return json().stream()
                    .filter(line -> line.get("variant").asString().equals(variant)
                            && line.get("metric").asString().equals(metric))
                    .findFirst()
                    .orElseThrow()
                    .get("value")
                    .asDouble();
        }
    }

    private static Result bench(List<String> args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                args.toArray(String[]::new));
        return new Result(
                status,
                out.toString(StandardCharsets.UTF_8).lines().toList(),
                err.toString(StandardCharsets.UTF_8).strip());
    }

    private static Result tiny(String... more) {
        List<String> args = new ArrayList<>(List.of(more));
        args.addAll(TINY);
        return bench(args);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    draining             | CASE: expected one of drain, enqueue
                    --runs 0             | --runs: expected a number above 0 and up to 1000, got 0
                    --runs 1.5           | '--runs'
                    --seconds -1         | --seconds: expected a number above 0 and up to 3600, got -1
                    --seconds Infinity   | --seconds: expected a number above 0 and up to 3600, got Infinity
                    --seconds NaN        | --seconds: expected a number above 0 and up to 3600, got NaN
                    --scale 1e9          | --scale: expected a number above 0 and up to 100
                    --scale much         | '--scale'
                    --peers rival        | --peers: expected all, none or some of raw
                    --store oracle       | --store: expected sqlite, postgres, jdbc:sqlite:FILE or jdbc:postgresql
                    --store jdbc:sqlite:/nowhere/at/all.db | expected a file in an existing folder
                    --store sqlite,sqlite | expected one database of a kind, got two of sqlite
                    --store jdbc:oracle:thin:@db?password=secret | got 'jdbc:oracle:thin:@db?password=…'
                    snapshot --store sqlite | snapshot has nothing for this --store
                    --out /dev/null      | --out: expected a folder
                    drain --only nothing --store sqlite --peers none | no variant of drain contains 'nothing'; there are 'sqlite 500 slots',
                    --json --markdown    | expected one of --json and --markdown
                    --fast               | --fast
                    """)
    void bad_usage_is_refused_in_one_line_with_status_2(String arguments, String said) {
        Result result = bench(List.of(arguments.split(" ")));

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("carillon: ")
                .contains(said);
    }

    @Test
    void help_names_every_case() {
        Result result = bench(List.of("--help"));

        assertThat(result.status()).isZero();
        assertThat(String.join(" ", result.out())).contains(Cases.names());
    }

    @Test
    void every_case_measures_carillon_on_both_databases() {
        List<String> others = new ArrayList<>(Cases.names());
        // It waits for a lease to end; it has a test of its own.
        others.remove("failover");
        others.addAll(List.of("--json", "--quick", "--peers", "none"));

        Result result = tiny(others.toArray(String[]::new));

        assertThat(result.err()).doesNotContain("failed");
        assertThat(result.status()).isZero();
        assertThat(result.distinct("subject")).containsExactly("carillon");
        others.stream()
                .filter(Cases.names()::contains)
                .forEach(name -> assertThat(result.json())
                        .as(name)
                        .filteredOn(line -> line.get("case").asString().equals(name))
                        .isNotEmpty()
                        .allSatisfy(MainTest::isComplete));
        assertThat(result.distinct("variant"))
                .contains(
                        "sqlite 500 slots",
                        "postgres 500 slots",
                        "postgres 1,000 jobs, old snapshot",
                        "sqlite 90% of peak");
        assertThat(result.value("postgres 90% of peak", "tables_at_25%")).isPositive();
        assertThat(result.value("sqlite 90% of peak", "file_at_100%")).isPositive();
        assertThat(result.value("postgres 500 slots", "wal")).isPositive();
        assertThat(result.value("postgres 1 each 1 s", "late_p50")).isPositive();
    }

    private static void isComplete(JsonNode line) {
        assertThat(line.propertyNames())
                .containsExactly("case", "subject", "variant", "metric", "value", "low", "high", "unit", "runs");
        assertThat(line.get("low").asDouble())
                .isLessThanOrEqualTo(line.get("value").asDouble());
        assertThat(line.get("value").asDouble())
                .isLessThanOrEqualTo(line.get("high").asDouble());
    }

    @Test
    void a_killed_node_is_replaced() {
        Result result = tiny("failover", "--json", "--peers", "none", "--store", "sqlite");

        assertThat(result.value("sqlite defaults", "restart")).isBetween(1.0, 180.0);
    }

    @Test
    void what_quick_runs_leave_out_is_measured_by_full_ones() {
        Result nodes = tiny("drain", "--json", "--peers", "none", "--store", "postgres", "--only", "2 processes");
        Result daily = tiny("schedules", "--json", "--peers", "none", "--store", "sqlite", "--only", "daily");
        Result mixed = tiny("drain", "--json", "--peers", "none", "--store", "sqlite", "--only", "mixed");

        assertThat(nodes.err() + daily.err() + mixed.err()).doesNotContain("failed");
        assertThat(nodes.value("postgres 2 processes", "rate")).isPositive();
        assertThat(daily.value("sqlite 100 daily at once", "missing")).isZero();
        assertThat(daily.value("sqlite 100 daily at once", "doubled")).isZero();
        assertThat(mixed.value("sqlite 500 slots mixed", "rate")).isPositive();
        assertThat(daily.err()).contains("all due at", "it waits until they are due");
    }

    @Test
    void a_database_that_is_not_there_is_said_in_one_line() {
        Result result = bench(List.of("drain", "--store", "jdbc:postgresql://localhost:1/app?user=me&password=secret"));

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .contains("--store: cannot connect", "localhost:1")
                .doesNotContain("secret");
    }

    @Test
    void a_peer_that_takes_no_part_is_named() {
        Result result = tiny("drain", "--store", "sqlite", "--peers", "raw,quartz", "--only", "500 slots");

        assertThat(result.status()).isZero();
        assertThat(result.err()).contains("carillon: quartz takes no part").doesNotContain("raw takes");
    }

    @Test
    void peers_drain_and_fire_on_postgresql() {
        Result drain = tiny("drain", "--json", "--quick", "--store", "postgres", "--peers", "all");
        Result schedules = tiny(
                "schedules",
                "--json",
                "--store",
                "postgres",
                "--peers",
                "db-scheduler,quartz,spring,jdk",
                "--only",
                " 1 each");

        assertThat(drain.err()).doesNotContain("failed");
        assertThat(drain.distinct("subject"))
                .containsExactlyInAnyOrder(
                        "carillon", "raw", "raw-move", "raw-classic", "db-scheduler", "jobrunr", "quartz");
        assertThat(schedules.err()).doesNotContain("failed");
        assertThat(schedules.distinct("subject"))
                .containsExactlyInAnyOrder("carillon", "db-scheduler", "quartz", "spring", "jdk");
    }

    @Test
    void peers_read_the_same_cron_expressions() {
        Result result =
                tiny("cron", "--json", "--only", "UTC", "--peers", "spring,quartz,cron-utils", "--store", "sqlite");

        assertThat(result.distinct("subject")).containsExactlyInAnyOrder("carillon", "spring", "quartz", "cron-utils");
        assertThat(result.distinct("metric")).contains("walk", "anywhere", "parse");
    }

    @Test
    void a_quick_run_gives_a_table_a_verdict_and_files(@TempDir Path folder) throws Exception {
        Result result = tiny(
                "drain",
                "--quick",
                "--store",
                "jdbc:sqlite:" + folder.resolve("mine.db"),
                "--out",
                folder + "/results");

        assertThat(result.status()).isZero();
        assertThat(result.out()).anyMatch(line -> line.startsWith("drain") && line.contains("rate jobs/s"));
        assertThat(result.out()).anyMatch(line -> line.startsWith("carillon  sqlite 500 slots"));
        assertThat(result.out()).anyMatch(line -> line.startsWith("sqlite: a commit takes "));
        assertThat(result.out()).anyMatch(line -> line.contains("the limit"));
        JsonNode written = JsonMapper.shared().readTree(folder.resolve("results/results.json"));
        assertThat(written.propertyNames()).contains("machine", "java", "commit", "versions", "database", "settings");
        assertThat(written.get("measurements").isEmpty()).isFalse();
        assertThat(folder.resolve("results/results.md")).content().contains("| carillon | sqlite 500 slots |");
        assertThat(folder.resolve("results/results.svg")).content().startsWith("<svg ");
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(folder.resolve("results"));
        }
    }
}
