package io.carillon.benchmarks;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.sql.SQLException;
import picocli.CommandLine;

/** The program behind {@code ./carillon bench}. */
public final class Main {
    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;

    private Main() {}

    /** Measures and ends the process with its status: 0 done, 1 something failed, 2 bad usage. */
    public static void main(String[] args) {
        int status = run(System.out, System.err, args);
        System.out.flush();
        System.exit(status);
    }

    /** The same without ending the process. */
    static int run(PrintStream out, PrintStream err, String... args) {
        CommandLine line = new CommandLine(new BenchCommand(out, err));
        line.setOut(new PrintWriter(out, true, out.charset()));
        line.setErr(new PrintWriter(err, true, err.charset()));
        line.setParameterExceptionHandler((error, ignored) -> {
            err.println("carillon: " + oneLine(error) + "; see 'carillon bench --help'");
            return BAD_USAGE;
        });
        line.setExecutionExceptionHandler((error, command, parsed) -> {
            if (AtExit.hasBegun()) {
                return FAILED;
            }
            err.println("carillon: " + oneLine(error));
            if (error instanceof BadUsage) {
                return BAD_USAGE;
            }
            if (!(error instanceof SQLException)) {
                error.printStackTrace(err);
            }
            return FAILED;
        });
        return line.execute(args);
    }

    private static String oneLine(Exception error) {
        String message = error.getMessage() == null ? error.toString() : error.getMessage();
        return message.replaceAll("\\s*\\R\\s*", " ");
    }
}
