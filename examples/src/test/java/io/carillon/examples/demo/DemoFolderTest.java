package io.carillon.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.InvalidValueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {
    @TempDir
    Path folder;

    @Test
    void a_new_or_empty_folder_becomes_the_demos_and_stays_so() throws IOException {
        DemoFolder.open(folder);
        DemoFolder fresh = DemoFolder.open(folder.resolve("a/b"));
        Files.writeString(fresh.work().resolve("kept"), "x");
        assertThat(DemoFolder.open(folder.resolve("a/b"))).isEqualTo(fresh);
        assertThat(fresh.work().resolve("kept")).exists();
    }

    @Test
    void a_folder_with_something_else_in_it_is_left_alone() throws IOException {
        Files.writeString(folder.resolve("carillon.db"), "somebody's");
        assertThatThrownBy(() -> DemoFolder.open(folder))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("--data")
                .hasMessageContaining(folder.toString());
        assertThat(folder).isDirectoryContaining("glob:**/carillon.db").isDirectoryNotContaining("glob:**/work");
        assertThatThrownBy(() -> DemoFolder.open(folder.resolve("carillon.db")))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("expected a folder");
    }
}
