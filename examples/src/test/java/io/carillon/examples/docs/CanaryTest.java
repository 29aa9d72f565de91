package io.carillon.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shows that {@link DocsTest} can fail: each kind of wrong block is caught, with its place. */
class CanaryTest {
    @TempDir
    private Path folder;

    @Test
    void aJavaBlockThatDoesNotCompileIsCaughtAtItsLine() throws Exception {
        List<Outcome> outcomes = JavaPage.run(page("""
                # Page
                ```java
                record Mail(String to) {}

                scheduler.enqueue(JobRequest.named("mail:send", new Mail("ann@example.org")));
                scheduler.enqeue(JobRequest.named("mail:send", null));
                ```
                """).runnable("java"), folder);
        assertThat(outcomes.getFirst().trouble()).startsWith("page.md:6: ").contains("enqeue");
    }

    @Test
    void aJavaBlockThatIsNoJavaIsCaughtAtItsLine() throws Exception {
        List<Outcome> outcomes = JavaPage.run(
                page("```java\nscheduler\n        .getStats()\n```\n").runnable("java"), folder);
        assertThat(outcomes.getFirst().trouble()).startsWith("page.md:3: ").contains("';'");
    }

    @Test
    void javaBlocksThatDoNotDoWhatTheirPageSaysAreCaught() throws Exception {
        MarkdownPage page = page("""
                ```java
                System.out.println("one");
                ```
                ```text
                two
                ```
                ```java
                Schedule.cron("0 25 * * *");
                ```
                ```java fails
                Schedule.cron("0 23 * * *");
                ```
                ```java
                class MailTest {
                    @org.junit.jupiter.api.Test
                    void mailIsSent() {
                        throw new IllegalStateException("no server");
                    }
                }
                ```
                ```java
                TaskName<Void> mail = TaskName.of("mail:send");
                ```
                ```java
                System.out.println(mail.name());
                ```
                ```text
                …:send
                ```
                """);
        List<Outcome> outcomes = JavaPage.run(page.runnable("java"), folder);
        assertThat(outcomes.get(0).trouble()).contains("two").contains("one");
        assertThat(outcomes.get(1).trouble()).contains("InvalidScheduleException");
        assertThat(outcomes.get(2).trouble()).contains("should have thrown");
        assertThat(outcomes.get(3).trouble()).contains("no server");
        assertThat(outcomes.get(4).trouble()).isNull();
        assertThat(outcomes.get(5).trouble()).isNull();
    }

    @Test
    void aJobThatFailsIsCaught() throws Exception {
        MarkdownPage page = page("""
                ```java
                TaskName<Void> mail = TaskName.of("mail:send");
                scheduler.register(mail, (nothing, context) -> {
                    throw new IllegalStateException("no server");
                });
                scheduler.enqueue(JobRequest.of(mail, null).retry(RetryPolicy.never()));
                ```
                """);
        List<Outcome> outcomes = JavaPage.run(page.runnable("java"), folder);
        assertThat(outcomes.getFirst().trouble()).contains("mail:send").contains("no server");
    }

    @Test
    void aTextBlockBelongsToTheBlockBeforeItInTheSameSection() {
        MarkdownPage page = page("""
                ```java
                one
                ```
                It prints:
                ```text
                1
                ```
                ```java
                two
                ```
                ## Another section
                ```text
                2
                ```
                """);
        assertThat(page.snippets()).hasSize(3);
        assertThat(page.snippets().get(0).output()).isNotNull();
        assertThat(page.snippets().get(1).output()).isNull();
    }

    @Test
    void aFenceThatIsNotClosedIsCaught() {
        assertThatThrownBy(() -> page("text\n```java\nnothing();\n")).hasMessage("page.md:2: this fence is not closed");
    }

    @Test
    void anEllipsisStandsForPartOfALineOrForLines() {
        assertThat(Expected.difference("a … c\n…\nz", "a b c\nd\ne\nz\n")).isNull();
        assertThat(Expected.difference("a … c\n…\nz", "a b c\nz")).isNull();
        assertThat(Expected.difference("a … c", "a b c\nd")).isNotNull();
        assertThat(Expected.difference("…", "")).isNull();
        assertThat(Expected.difference("a.c", "abc")).isNotNull();
        assertThat(Expected.difference("", "a")).isNotNull();
    }

    private static MarkdownPage page(String markdown) {
        return MarkdownPage.parse(Path.of("page.md"), markdown);
    }
}
