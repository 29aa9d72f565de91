package io.carillon.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program behind {@code ./carillon}. */
@Command(
        name = "carillon",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "A durable job scheduler and task queue.")
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its status: 0 done, 1 the work failed, 2 bad usage or bad input. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command in this process and returns its exit status. */
    static int run(String... args) {
        return new CommandLine(new Main()).execute(args);
    }

    /** Reads the version that Maven wrote into the jar; from a folder of classes there is none. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"carillon " + (version == null ? "(development build)" : version)};
        }
    }
}
