package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.cli.FakeCheckout.Result;
import io.carillon.cli.FakeCheckout.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    FakeCheckout checkout;

    @BeforeEach
    void checkOut() throws IOException {
        checkout = new FakeCheckout(folder);
    }

    @Test
    void the_first_start_builds_and_later_ones_do_not() throws IOException {
        Result first = checkout.run("job", "list");
        Result second = checkout.run("job", "list");

        assertThat(first.status()).isZero();
        assertThat(first.err()).contains("carillon:   Carillon Server [2/8]");
        assertThat(second.err()).isEmpty();
        assertThat(checkout.mavenCalls()).hasSize(1).first().asString().contains("-o", "-Dfast", "process-classes");
    }

    @Test
    void arguments_folder_and_exit_status_are_the_callers() throws IOException {
        checkout.set("FAKE_STATUS", "7");
        Path link = Files.createSymbolicLink(folder.resolve("link"), checkout.root.resolve("carillon"));
        Path elsewhere = Files.createDirectories(folder.resolve("else where")).toRealPath();

        Result result = checkout.start(elsewhere, link, "run", "*", "two words", "", "$HOME")
                .result();

        assertThat(result.status()).isEqualTo(7);
        assertThat(result.out()).startsWith("java 25.0.3 in " + elsewhere);
        assertThat(result.out()).endsWith("io.carillon.cli.Main", "run", "*", "two words", "", "$HOME");
    }

    @Test
    void an_edited_a_new_and_a_deleted_source_are_built() throws IOException {
        checkout.run();
        Files.writeString(checkout.source, "edited");
        checkout.run();
        assertThat(checkout.mavenCalls()).hasSize(2);

        Path added = Files.writeString(checkout.source.resolveSibling("B.java"), "new");
        checkout.run();
        assertThat(checkout.mavenCalls()).hasSize(3);

        Files.delete(added);
        checkout.run();
        assertThat(checkout.mavenCalls()).hasSize(4);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_server_starts_from_a_checkout_of_somebody_else() throws IOException {
        checkout.run();
        String program = Files.readString(checkout.build().resolve("current")).strip();
        // Root may write everywhere; but not even root makes a file in place of the folder /proc/PID.
        Files.createSymbolicLink(checkout.build().resolve(program).resolve("users"), Path.of("/proc"));

        Result result = checkout.run("server");

        assertThat(result.status()).isZero();
        assertThat(result.out()).endsWith("io.carillon.cli.Main", "server", "holding");
        assertThat(result.err()).singleElement().asString().contains("cannot note its use in");
    }

    @Test
    void the_network_is_used_only_when_something_is_missing() throws IOException {
        checkout.maven("""
                if [ $offline = yes ]; then echo '[ERROR] Cannot access central in offline mode'; exit 1; fi
                mkdir -p "$dir/lib" && touch "$dir/lib/carillon-server.jar"
                """);

        assertThat(checkout.run().status()).isZero();
        assertThat(checkout.mavenCalls()).hasSize(2);
        assertThat(checkout.mavenCalls().getLast()).doesNotContain(" -o ");
    }

    @Test
    void a_failed_build_shows_its_errors_and_its_log_and_leaves_nothing_behind() throws IOException {
        checkout.maven("echo '[INFO] noise'; echo '[ERROR] A.java:[3,1] not a statement'; exit 1");

        Result result = checkout.run("job", "list");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .endsWith(
                        "carillon: the build failed; the end of " + checkout.build() + "/build.log:",
                        "[ERROR] A.java:[3,1] not a statement");
        assertThat(checkout.mavenCalls()).hasSize(1);
        try (Stream<Path> left = Files.list(checkout.build())) {
            assertThat(left)
                    .extracting(Path::getFileName)
                    .extracting(Path::toString)
                    .containsOnly("build.log");
        }
    }

    @Test
    void a_failed_build_after_a_change_does_not_start_the_old_program() throws IOException {
        checkout.run();
        checkout.maven("echo '[ERROR] broken'; exit 1");
        Files.writeString(checkout.source, "edited");

        assertThat(checkout.run().status()).isEqualTo(1);
        assertThat(checkout.run().out()).isEmpty();
    }

    @Test
    void two_starts_at_once_build_once() throws IOException {
        Path go = folder.resolve("go");
        checkout.maven("""
                while [ ! -e '%s' ]; do sleep 0.05; done
                mkdir -p "$dir/lib" && touch "$dir/lib/carillon-server.jar"
                """.formatted(go));

        Run first = checkout.start(checkout.root, checkout.root.resolve("carillon"));
        await().atMost(SOON).until(() -> !checkout.mavenCalls().isEmpty());
        Run second = checkout.start(checkout.root, checkout.root.resolve("carillon"));
        await().atMost(SOON).until(() -> Files.readString(second.err()).contains("another start is building"));
        Files.createFile(go);

        assertThat(first.result().status()).isZero();
        assertThat(second.result().status()).isZero();
        assertThat(checkout.mavenCalls()).hasSize(1);
    }

    @Test
    void the_build_folder_may_be_named_relative_to_the_callers_folder() throws IOException {
        checkout.set("CARILLON_BUILD", "out");

        assertThat(checkout.run().status()).isZero();
        assertThat(checkout.root.resolve("out/current")).exists();
        assertThat(checkout.mavenCalls().getFirst()).contains("-Dlauncher.dir=" + checkout.root.toRealPath() + "/out/");
    }

    @Test
    void the_lock_of_a_dead_process_is_taken_away() throws IOException, InterruptedException {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.createDirectories(checkout.build());
        Files.createSymbolicLink(checkout.build().resolve("lock"), Path.of(Long.toString(dead.pid())));

        assertThat(checkout.run().status()).isZero();
        assertThat(checkout.build().resolve("lock")).doesNotExist();
    }

    @Test
    void the_build_of_a_living_server_stays_and_older_ones_go() throws IOException {
        Path hold = Files.createFile(folder.resolve("hold"));
        Run server = checkout.start(checkout.root, checkout.root.resolve("carillon"), "server");
        await().atMost(SOON).until(() -> Files.readString(server.out()).contains("holding"));
        String served = current();
        String second = rebuild();
        String third = rebuild();
        assertThat(builds()).containsExactlyInAnyOrder(served, second, third);

        Files.delete(hold);
        assertThat(server.result().status()).isZero();
        String fourth = rebuild();
        assertThat(builds()).containsExactlyInAnyOrder(third, fourth);
    }

    @Test
    void a_missing_maven_is_named_with_the_package_to_install() throws IOException {
        checkout.noMaven();

        Result result = checkout.run("job", "list");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).singleElement().asString().contains("needs Maven", "apt-get install maven");
    }

    @Test
    void a_built_program_needs_no_maven() throws IOException {
        checkout.run();
        checkout.noMaven();

        assertThat(checkout.run().status()).isZero();
    }

    @Test
    void java_home_wins_over_a_newer_jdk_on_the_path() throws IOException {
        checkout.onPath("java", checkout.jdk("99.0.1").resolve("bin/java"));

        assertThat(checkout.run().out().getFirst()).startsWith("java 25.0.3 ");
    }

    @Test
    void a_java_home_that_is_too_old_is_passed_over() throws IOException {
        checkout.set("JAVA_HOME", checkout.jdk("17.0.9").toString());
        checkout.onPath("java", checkout.jdk("99.0.1").resolve("bin/java"));

        assertThat(checkout.run().out().getFirst()).startsWith("java 99.0.1 ");
    }

    @Test
    void carillon_java_home_wins_over_all() throws IOException {
        checkout.set("CARILLON_JAVA_HOME", checkout.jdk("21").toString());

        assertThat(checkout.run().out().getFirst()).startsWith("java 21 ");
    }

    @Test
    void a_wrong_carillon_java_home_is_named() throws IOException {
        checkout.set("CARILLON_JAVA_HOME", checkout.jdk("17.0.9").toString());

        Result result = checkout.run();

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).singleElement().asString().contains("CARILLON_JAVA_HOME", "21", "jdk-17.0.9");
    }

    @Test
    void another_jdk_gets_options_of_its_own_without_a_build() throws IOException {
        checkout.run();
        checkout.set("JAVA_HOME", checkout.jdk("25.0.4").toString());

        assertThat(checkout.run().out()).anyMatch(line -> line.endsWith("/client-25.0.4+1-LTS.options"));
        assertThat(checkout.mavenCalls()).hasSize(1);
    }

    @Test
    void commands_that_end_and_those_that_stay_have_options_and_a_cache_each() throws IOException {
        List<String> client = options(checkout.run("job", "list"));
        List<String> server = options(checkout.run("server"));

        assertThat(client).contains("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
        assertThat(client).first().asString().startsWith("\"-XX:AOTCache=").endsWith("/client-25.0.3+1-LTS.cache\"");
        assertThat(server).first().asString().startsWith("\"-XX:AOTCache=").endsWith("/server-25.0.3+1-LTS.cache\"");
        assertThat(server).noneMatch(option -> option.contains("Serial") || option.contains("Tiered"));
        assertThat(server).contains("--enable-native-access=ALL-UNNAMED", "-XX:CompileThresholdScaling=5");
        assertThat(client).doesNotContain("-XX:CompileThresholdScaling=5");
        assertThat(client).containsAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    }

    @Test
    void what_measures_is_a_program_of_its_own() throws IOException {
        Result bench = checkout.run("bench", "drain", "--quick");
        checkout.run("bench");

        assertThat(bench.out()).endsWith("io.carillon.benchmarks.Main", "drain", "--quick");
        assertThat(options(bench))
                .noneMatch(option -> option.contains("AOTCache")
                        || option.contains("Serial")
                        || option.contains("CompileThreshold"));
        assertThat(checkout.mavenCalls()).singleElement().asString().contains("-pl benchmarks ");
        checkout.run("job", "list");
        assertThat(checkout.mavenCalls()).hasSize(2).last().asString().contains("-pl examples ");
    }

    @Test
    void java_options_are_handed_on_and_may_name_a_collector() throws IOException {
        checkout.set("CARILLON_JAVA_OPTS", "-Xmx64m -Dx=*");
        assertThat(checkout.run().out()).containsSequence("-Xmx64m", "-Dx=*", "io.carillon.cli.Main");

        checkout.set("CARILLON_JAVA_OPTS", "-XX:+UseZGC");
        assertThat(options(checkout.run())).doesNotContain("-XX:+UseSerialGC");
    }

    private static List<String> options(Result result) throws IOException {
        String file = result.out().stream()
                .filter(line -> line.startsWith("@"))
                .findFirst()
                .orElseThrow();
        return Files.readAllLines(Path.of(file.substring(1)));
    }

    private String rebuild() throws IOException {
        Files.writeString(checkout.source, "edited");
        assertThat(checkout.run().status()).isZero();
        return current();
    }

    private String current() throws IOException {
        return Files.readString(checkout.build().resolve("current")).strip();
    }

    private List<String> builds() throws IOException {
        try (Stream<Path> folders = Files.list(checkout.build())) {
            return folders.filter(Files::isDirectory)
                    .map(build -> build.getFileName().toString())
                    .toList();
        }
    }
}
