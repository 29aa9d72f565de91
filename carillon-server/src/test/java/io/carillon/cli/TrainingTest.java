package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the launcher's class caches are made of. */
class TrainingTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            commands | io.carillon.cli.ScheduleListCommand io.carillon.cli.JobShowCommand \
                       io.carillon.cli.CronExplainCommand io.carillon.jdbc.JdbcStore jdk.internal.net.http.HttpClientImpl
            server   | io.carillon.cli.ServerCommand io.carillon.web.JobsController \
                       org.apache.catalina.core.StandardContext io.carillon.tasks.CommandTypes
            """)
    void it_loads_what_users_need_and_leaves_nothing_behind(String what, String types) throws Exception {
        Path classes = folder.resolve("classes");
        Process training = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp")),
                        "-Xlog:class+load:file=" + classes + ":uptime",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Training.class.getName(),
                        what)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        assertThat(training.waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(training.exitValue()).isZero();
        List<String> loaded = Files.readAllLines(classes).stream()
                .map(line -> line.replaceFirst("^\\S+ (\\S+) .*", "$1"))
                .toList();
        assertThat(loaded).contains(types.split("\\s+", -1));
        try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
            assertThat(left.filter(file -> file.getFileName().toString().startsWith("carillon")))
                    .isEmpty();
        }
    }
}
