package io.carillon.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every block of the readmes and of {@code docs}: what the documentation says, the product does.
 *
 * <p>A block that cannot run says why behind its fence: {@code skip=reason}.
 */
class DocsTest {
    private static final int MOST_SKIPPED = 6;

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicContainer> javaBlocksCompileAndRun() {
        return pagesWith("java", (page, blocks) -> JavaPage.run(blocks, folderOf(page, "java")));
    }

    @Test
    void fewBlocksAreSkippedAndEachSaysWhy() {
        List<Snippet> skipped = MarkdownPage.all().stream()
                .flatMap(page -> page.snippets().stream())
                .filter(Snippet::isSkipped)
                .toList();
        skipped.forEach(block -> System.out.println("skipped: " + block.place() + " " + block.info()));
        assertThat(skipped).hasSizeLessThanOrEqualTo(MOST_SKIPPED);
        assertThat(skipped)
                .allSatisfy(block -> assertThat(block.option("skip").orElse("")).hasSizeGreaterThan(3));
    }

    private Path folderOf(MarkdownPage page, String language) throws Exception {
        String name = page.path().toString().replaceAll("\\W", "-") + "-" + language;
        return Files.createDirectory(folder.resolve(name));
    }

    private static Stream<DynamicContainer> pagesWith(String language, PageRun run) {
        List<DynamicContainer> pages = new ArrayList<>();
        for (MarkdownPage page : MarkdownPage.all()) {
            List<Snippet> blocks = page.runnable(language);
            if (!blocks.isEmpty()) {
                pages.add(dynamicContainer(
                        page.path().toString(), outcomes(run, page, blocks).map(Outcome::test)));
            }
        }
        return pages.stream();
    }

    /** Runs a page when its tests are asked for, so that a page that breaks the harness does not hide the others. */
    private static Stream<Outcome> outcomes(PageRun run, MarkdownPage page, List<Snippet> blocks) {
        return Stream.of(blocks).flatMap(all -> {
            try {
                return run.of(page, all).stream();
            } catch (Exception e) {
                throw new IllegalStateException(page.path() + " could not be run", e);
            }
        });
    }

    @FunctionalInterface
    private interface PageRun {
        List<Outcome> of(MarkdownPage page, List<Snippet> blocks) throws Exception;
    }
}
