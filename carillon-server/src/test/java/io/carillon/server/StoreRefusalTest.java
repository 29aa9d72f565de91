package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data folder that cannot be used is said in one line, with what to do, and left as it was. */
class StoreRefusalTest {
    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();

    private Path file() {
        return folder.resolve("data/carillon.db");
    }

    private StartException refusal(String... settings) {
        ConfigOptions options = TestServer.options(folder).with(List.of(settings));
        StartException refused = catchThrowableOfType(
                StartException.class, () -> TestServer.start(options, said).close());
        assertThat(refused).isNotNull();
        assertThat(refused.getMessage().lines()).hasSize(1);
        return refused;
    }

    private Connection connect() throws Exception {
        return DriverManager.getConnection("jdbc:sqlite:" + file());
    }

    @Test
    void a_store_of_a_later_program_is_refused_by_server_and_commands() throws Exception {
        TestServer.start(folder).close();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("update carillon_meta set value = 99 where key = 'oldest_program'");
        }
        StartException refused = refusal();
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused).hasMessageContaining("generation 99").hasMessageContaining("upgrade this program");
        assertThat(said).as("nothing to wait for").isEmpty();

        Cli.Result asked = new Cli(folder).run("job", "list");
        assertThat(asked.status()).isEqualTo(1);
        assertThat(asked.err().lines()).singleElement().asString().contains("generation 99");
        assertThat(new Cli(folder).run("doctor").out()).contains("BAD  store").contains("generation 99");
    }

    @Test
    void a_store_that_another_program_holds_is_waited_for_and_then_named() throws Exception {
        TestServer.start(folder).close();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("pragma locking_mode = exclusive");
            statement.execute("begin exclusive");
            StartException refused = refusal("carillon.store-wait=100ms");
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused).hasMessageContaining(file().toString());
            statement.execute("rollback");
        }
        try (TestServer server = TestServer.start(folder)) {
            assertThat(server.get("/health/ready").status()).isEqualTo(200);
        }
    }

    @Test
    void a_file_that_is_no_database_is_refused_and_left_as_it_was() throws Exception {
        Files.createDirectories(file().getParent());
        String text = "notes, ".repeat(2_000);
        Files.writeString(file(), text);
        assertThat(refusal())
                .hasMessageContaining(file().toString())
                .extracting(StartException::status)
                .isEqualTo(1);
        assertThat(file()).hasContent(text);
    }

    @Test
    void a_folder_that_may_not_be_written_is_refused() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("r-xr-xr-x"));
        boolean mounted = Files.isWritable(data) && run("mount", "-t", "tmpfs", "-o", "ro,size=1m", "none", data);
        try {
            StartException refused = refusal();
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused).hasMessageContaining(file().toString()).hasMessageContaining("may write to");
        } finally {
            if (mounted) {
                run("umount", data);
            }
            Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void a_file_where_the_folder_should_be_is_refused() throws Exception {
        Files.writeString(folder.resolve("data"), "");
        assertThat(refusal())
                .hasMessageContaining(file().toString())
                .hasMessageContaining("folder")
                .extracting(StartException::status)
                .isEqualTo(1);
    }

    @Test
    void two_servers_share_a_folder_and_commands_find_the_first() throws Exception {
        try (TestServer first = TestServer.start(folder);
                TestServer second = TestServer.start(folder)) {
            Object id = first.post("/api/v1/jobs", "{\"command\": \"hello_job\", \"delay\": \"1h\"}")
                    .json()
                    .get("id");
            assertThat(second.get("/api/v1/jobs/" + id).status()).isEqualTo(200);
            assertThat(second.get("/api/v1/nodes").items())
                    .filteredOn(node -> node.get("alive").equals(true))
                    .hasSize(2);
            assertThat(ServerFile.find(folder.resolve("data")))
                    .hasValueSatisfying(found -> assertThat(found.url()).isIn(first.url(), second.url()));
        }
        assertThat(folder.resolve("data/server.json")).doesNotExist();
    }

    @Test
    void a_port_in_use_is_said_in_one_line_and_leaves_nothing_open() throws Exception {
        try (TestServer first = TestServer.start(folder)) {
            String port = "server.port=" + first.url().getPort();
            StartException refused = refusal(port, "carillon.data=" + folder.resolve("other"));
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused)
                    .hasMessage("port 127.0.0.1:" + first.url().getPort()
                            + " is in use: stop what listens there, or choose another with --port");
        }
    }

    private static boolean run(Object... command) throws IOException, InterruptedException {
        List<String> words = Arrays.stream(command).map(Object::toString).toList();
        return new ProcessBuilder(words).redirectErrorStream(true).start().waitFor() == 0;
    }
}
