package io.carillon.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;

import io.carillon.server.CarillonServer;
import io.carillon.server.ConfigOptions;
import io.carillon.server.Launch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every block of the readmes and of {@code docs}: what the documentation says, the product does.
 *
 * <p>What can stand behind a fence: {@code java}, {@code java fails} (it throws), {@code yaml}, {@code sh},
 * {@code sh exit=2}, {@code http} (see {@link HttpPage}), {@code xml}, {@code crontab}, {@code mermaid}, and {@code text} for
 * what the block above it prints. A block that cannot run says why: {@code sh skip=reason}.
 */
class DocsTest {
    private static final Set<String> RUN = Set.of("java", "yaml", "sh", "http", "xml", "crontab");
    private static final String ENGLISH = "README.md";
    private static final String CHINESE = "README.zh-CN.md";
    private static final int MOST_SKIPPED = 6;

    /** Two at a time: much of it is waiting for processes to start. */
    private static final ExecutorService WORKERS = Executors.newFixedThreadPool(2);

    private static final Map<String, Map<MarkdownPage, Future<List<Outcome>>>> RUNS = new LinkedHashMap<>();

    @TempDir
    private static Path folder;

    /** Begins with what takes longest. */
    @BeforeAll
    static void beginToRunEveryPage() {
        begin("sh", Set.of("sh", "yaml"), ShellPage::run);
        begin("java", Set.of("java"), JavaPage::run);
        begin("http", Set.of("http"), DocsTest::sendRequests);
        begin("yaml", Set.of("yaml"), YamlPage::run);
        begin("xml", Set.of("xml"), (blocks, unused) -> XmlBlocks.check(blocks));
        begin("crontab", Set.of("crontab"), (blocks, unused) -> CrontabBlocks.check(blocks));
    }

    @AfterAll
    static void stop() {
        WORKERS.shutdownNow();
    }

    @TestFactory
    Stream<DynamicContainer> javaBlocksCompileAndRun() {
        return outcomes("java");
    }

    @TestFactory
    Stream<DynamicContainer> yamlBlocksAreAcceptedAsConfiguration() {
        return outcomes("yaml");
    }

    @TestFactory
    Stream<DynamicContainer> shellBlocksRun() {
        return outcomes("sh");
    }

    @TestFactory
    Stream<DynamicContainer> requestsAreAnsweredAsThePageSays() {
        return outcomes("http");
    }

    @TestFactory
    Stream<DynamicContainer> dependenciesExist() {
        return outcomes("xml");
    }

    @TestFactory
    Stream<DynamicContainer> crontabsCanBeImported() {
        return outcomes("crontab");
    }

    @Test
    void everyBlockIsOfALanguageThatIsChecked() {
        List<String> unchecked = MarkdownPage.all().stream()
                .flatMap(page -> page.snippets().stream())
                .filter(block -> !RUN.contains(block.language()) && !block.isSkipped() && !isPicture(block))
                .map(block -> block.place() + ": '" + block.info() + "'")
                .toList();
        assertThat(unchecked).as("blocks that nobody checks").isEmpty();
    }

    /** Design notes draw with letters, too. */
    private static boolean isPicture(Snippet block) {
        return block.is("mermaid") || (block.is("text") && block.page().startsWith("docs/design"));
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

    private static List<Outcome> sendRequests(List<Snippet> blocks, Path data) throws Exception {
        ConfigOptions options = new ConfigOptions(null, List.of("server.port=0"), Map.of(), Map.of(), data);
        try (CarillonServer server = CarillonServer.start(Launch.of(options, line -> {}))) {
            return HttpPage.run(blocks, Objects.requireNonNull(server.url()), Duration.ofSeconds(60));
        }
    }

    /** Runs the pages that have blocks of a language, each with all it has of {@code languages}. */
    private static void begin(String language, Set<String> languages, PageRun run) {
        Map<MarkdownPage, Future<List<Outcome>>> runs = new LinkedHashMap<>();
        for (MarkdownPage page : MarkdownPage.all()) {
            List<Snippet> blocks = withoutTranslated(page, page.runnable(languages));
            if (blocks.stream().anyMatch(block -> block.is(language))) {
                String name = page.path().toString().replaceAll("\\W", "-") + "-" + language;
                Callable<List<Outcome>> work = () -> run.of(blocks, Files.createDirectory(folder.resolve(name)));
                runs.put(page, WORKERS.submit(work));
            }
        }
        RUNS.put(language, runs);
    }

    /** Waits for a page when its tests are asked for, so that one that breaks the harness does not hide the others. */
    private static Stream<DynamicContainer> outcomes(String language) {
        return RUNS.getOrDefault(language, Map.of()).entrySet().stream()
                .map(entry -> dynamicContainer(
                        entry.getKey().path().toString(),
                        Stream.of(entry.getValue()).flatMap(DocsTest::tests)));
    }

    private static Stream<DynamicTest> tests(Future<List<Outcome>> run) {
        try {
            return run.get().stream().map(Outcome::test);
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("this page could not be run", e);
        }
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

    @FunctionalInterface
    private interface PageRun {
        /** @param folder empty, and for these blocks alone */
        List<Outcome> of(List<Snippet> blocks, Path folder) throws Exception;
    }
}
