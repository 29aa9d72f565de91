package io.carillon.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;

import io.carillon.server.CarillonServer;
import io.carillon.server.ConfigOptions;
import io.carillon.server.Launch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every block of the readmes and of {@code docs}: what the documentation says, the product does.
 *
 * <p>What can stand behind a fence: {@code java}, {@code java fails} (it throws), {@code yaml}, {@code sh},
 * {@code sh exit=2}, {@code http}, {@code json} (see {@link HttpPage}), {@code xml}, {@code mermaid}, and {@code text} for
 * what the block above it prints. A block that cannot run says why: {@code sh skip=reason}.
 */
class DocsTest {
    private static final Set<String> RUN = Set.of("java", "yaml", "sh", "http", "json", "xml");
    private static final Set<String> PICTURES = Set.of("mermaid");
    private static final String ENGLISH = "README.md";
    private static final String CHINESE = "README.zh-CN.md";
    private static final int MOST_SKIPPED = 6;

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicContainer> javaBlocksCompileAndRun() {
        return pages(Set.of("java"), (page, blocks) -> JavaPage.run(blocks, folderOf(page, "java")));
    }

    @TestFactory
    Stream<DynamicContainer> yamlBlocksAreAcceptedAsConfiguration() {
        return pages(Set.of("yaml"), (page, blocks) -> YamlPage.run(blocks, folderOf(page, "yaml")));
    }

    @TestFactory
    Stream<DynamicContainer> shellBlocksRun() {
        return pages(Set.of("sh", "yaml"), (page, blocks) -> ShellPage.run(blocks, folderOf(page, "sh")));
    }

    @TestFactory
    Stream<DynamicContainer> requestsAreAnsweredAsThePageSays() {
        return pages(Set.of("http", "json"), (page, blocks) -> {
            Path data = folderOf(page, "http");
            ConfigOptions options = new ConfigOptions(null, List.of("server.port=0"), Map.of(), Map.of(), data);
            try (CarillonServer server = CarillonServer.start(Launch.of(options, line -> {}))) {
                return HttpPage.run(blocks, Objects.requireNonNull(server.url()), Duration.ofSeconds(10));
            }
        });
    }

    @TestFactory
    Stream<DynamicContainer> dependenciesExist() {
        return pages(Set.of("xml"), (page, blocks) -> {
            List<Outcome> outcomes = new ArrayList<>();
            for (Snippet block : blocks) {
                outcomes.add(XmlBlocks.check(block));
            }
            return outcomes;
        });
    }

    @Test
    void everyBlockIsOfALanguageThatIsChecked() {
        List<String> unchecked = MarkdownPage.all().stream()
                .flatMap(page -> page.snippets().stream())
                .filter(block -> !RUN.contains(block.language()) && !PICTURES.contains(block.language()))
                .filter(block -> !block.isSkipped())
                .map(block -> block.place() + ": '" + block.info() + "'")
                .toList();
        assertThat(unchecked).as("blocks that nobody checks").isEmpty();
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

    @Test
    void linksLeadSomewhere() {
        List<String> broken = MarkdownPage.all().stream()
                .flatMap(page -> Links.broken(page, MarkdownPage.project()).stream()
                        .map(target -> page.path() + " -> " + target))
                .toList();
        assertThat(broken).isEmpty();
    }

    @Test
    void bothReadmesShowTheSame() {
        assertThat(shapeOf(page(CHINESE))).isEqualTo(shapeOf(page(ENGLISH)));
    }

    /** Headings by depth and blocks by language: what a translation keeps. */
    private static List<String> shapeOf(MarkdownPage page) {
        Stream<String> blocks = page.snippets().stream()
                .map(block -> block.info() + ", " + block.text().lines().count() + " lines");
        Stream<String> headings = page.headings().stream().map(heading -> heading.replaceFirst(" .*", ""));
        return Stream.concat(headings, blocks).toList();
    }

    private Path folderOf(MarkdownPage page, String kind) throws Exception {
        String name = page.path().toString().replaceAll("\\W", "-") + "-" + kind;
        return Files.createDirectory(folder.resolve(name));
    }

    /** The pages that have blocks of the first of {@code languages}, with all they have of any of them. */
    private static Stream<DynamicContainer> pages(Set<String> languages, PageRun run) {
        List<DynamicContainer> pages = new ArrayList<>();
        for (MarkdownPage page : MarkdownPage.all()) {
            List<Snippet> blocks = withoutTranslated(page, page.runnable(languages));
            boolean wanted = blocks.stream().anyMatch(block -> languages.size() == 1 || !block.is("yaml"));
            if (wanted) {
                pages.add(dynamicContainer(
                        page.path().toString(), outcomes(run, page, blocks).map(Outcome::test)));
            }
        }
        return pages.stream();
    }

    /** A translation's blocks that are those of the original run there. */
    private static List<Snippet> withoutTranslated(MarkdownPage page, List<Snippet> blocks) {
        if (!page.path().toString().equals(CHINESE)) {
            return blocks;
        }
        Set<String> original = page(ENGLISH).snippets().stream()
                .map(block -> block.info() + block.text())
                .collect(Collectors.toSet());
        return blocks.stream()
                .filter(block -> !original.contains(block.info() + block.text()))
                .toList();
    }

    private static MarkdownPage page(String path) {
        return MarkdownPage.all().stream()
                .filter(page -> page.path().toString().equals(path))
                .findFirst()
                .orElseThrow();
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
