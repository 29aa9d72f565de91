package io.carillon.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./carillon bench}: measures Carillon beside its peers on this machine. */
@Command(
        name = "carillon bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures Carillon beside its peers on this machine; every commit durable, history kept.")
final class BenchCommand implements Callable<Integer> {
    private static final double QUICK_SECONDS = 1.5;
    private static final double FULL_SECONDS = 20;
    private static final int MOST_RUNS = 1_000;
    private static final int MOST_SECONDS = 3_600;
    private static final int MOST_SCALE = 100;

    @Parameters(
            paramLabel = "CASE",
            arity = "0..*",
            description = "Cases (default: all; with --quick drain, enqueue, latency): ${COMPLETION-CANDIDATES}",
            completionCandidates = CaseNames.class)
    private List<String> cases = new ArrayList<>();

    @Option(
            names = "--quick",
            description = "Carillon and the raw loop only, under three minutes, with a verdict of what limits.")
    private boolean quick;

    @Option(
            names = "--store",
            paramLabel = "STORE",
            description = "sqlite, postgres (one is started) or a JDBC URL (default: sqlite,postgres).")
    private List<String> stores = new ArrayList<>();

    @Option(
            names = "--peers",
            paramLabel = "NAMES",
            description = "all, none, or names (default: all; raw if --quick).")
    private @Nullable String peers;

    @Option(names = "--json", description = "One JSON object a line instead of tables.")
    private boolean json;

    @Option(names = "--markdown", description = "Markdown tables instead of plain ones.")
    private boolean markdown;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Writes results.json, results.md and results.svg there, too.")
    private @Nullable Path out;

    @Option(names = "--runs", paramLabel = "N", description = "Runs of each (default: 5; 3 if --quick).")
    private @Nullable Integer runs;

    @Option(names = "--seconds", paramLabel = "N", description = "Length of one run (default: 20; 1.5 if --quick).")
    private @Nullable Double seconds;

    @Option(names = "--scale", paramLabel = "X", description = "Factor of counted sizes (default: 1; 0.1 if --quick).")
    private @Nullable Double scale;

    @Option(names = "--only", paramLabel = "TEXT", description = "Only variants that contain this text.")
    private String only = "";

    @Option(names = "--seed", paramLabel = "N", description = "Draws the order of runs (default: drawn and printed).")
    private @Nullable Long seed;

    private final PrintStream results;
    private final PrintStream remarks;

    BenchCommand(PrintStream results, PrintStream remarks) {
        this.results = results;
        this.remarks = remarks;
    }

    @Override
    public Integer call() throws Exception {
        List<Case> chosen = Cases.named(cases, quick);
        Peers beside = peers == null ? quick ? Peers.RAW : Peers.parse(Peers.ALL) : Peers.parse(peers);
        int times = within(MOST_RUNS, "--runs", runs, quick ? 3 : 5).intValue();
        double length = within(MOST_SECONDS, "--seconds", seconds, quick ? QUICK_SECONDS : FULL_SECONDS)
                .doubleValue();
        double factor = within(MOST_SCALE, "--scale", scale, quick ? 0.1 : 1).doubleValue();
        long order = seed == null ? System.nanoTime() & 0xFFFF_FFFFL : seed;
        if (json && markdown) {
            throw new BadUsage("expected one of --json and --markdown, got both");
        }
        Run.Form form = json ? Run.Form.JSON : markdown ? Run.Form.MARKDOWN : Run.Form.TABLE;
        Folder folder = out == null ? null : new Folder(out);
        if (folder != null) {
            folder.prepare();
        }
        try (Servers servers = new Servers()) {
            for (String store : stores()) {
                servers.add(open(store));
            }
            Setting setting = new Setting(servers.all(), length, factor, quick, beside, this::remark);
            Run run = new Run(setting, times, order, only);
            return run.report(chosen, new Run.Output(results, remarks, form, folder));
        }
    }

    private void remark(String line) {
        if (!AtExit.hasBegun()) {
            remarks.println("carillon: " + line);
        }
    }

    /** Words may share an option; a URL may have commas of its own. */
    private List<String> stores() {
        if (stores.isEmpty()) {
            return List.of("sqlite", "postgres");
        }
        return stores.stream()
                .flatMap(store -> store.startsWith("jdbc:") ? Stream.of(store) : Stream.of(store.split(",", -1)))
                .toList();
    }

    private static <N extends Number> Number within(int most, String option, @Nullable N value, Number otherwise) {
        if (value != null && !(value.doubleValue() > 0 && value.doubleValue() <= most)) {
            throw new BadUsage(option + ": expected a number above 0 and up to " + most + ", got " + value);
        }
        return value == null ? otherwise : value;
    }

    private static Server open(String store) throws Exception {
        if (store.equals("sqlite")) {
            return new SqliteServer(Path.of(System.getProperty("java.io.tmpdir")));
        }
        if (store.equals("postgres")) {
            return PostgresServer.start();
        }
        if (store.startsWith("jdbc:sqlite:")) {
            return new SqliteServer(folder(store.substring("jdbc:sqlite:".length())));
        }
        if (store.startsWith("jdbc:postgresql:")) {
            return PostgresServer.at(store);
        }
        throw new BadUsage("--store: expected sqlite, postgres, jdbc:sqlite:FILE or jdbc:postgresql:…, got '"
                + PostgresServer.withoutSecrets(store) + "'");
    }

    /** New files are made beside the one that is named; that one is not touched. */
    private static Path folder(String file) throws IOException {
        Path folder = Path.of(file).toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new BadUsage("--store: expected a file in an existing folder, got '" + file + "'");
        }
        return folder;
    }

    /** For the help. */
    static final class CaseNames extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        CaseNames() {
            super(Cases.names());
        }
    }
}
