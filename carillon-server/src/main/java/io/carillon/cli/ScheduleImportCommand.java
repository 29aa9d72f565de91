package io.carillon.cli;

import io.carillon.ScheduleDefinition;
import io.carillon.tasks.crontab.Crontab;
import io.carillon.tasks.crontab.CrontabOptions;
import io.carillon.web.api.Api;
import io.carillon.web.api.ScheduleDocument;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description =
                "Makes schedules of the lines of a crontab. When a line cannot be taken, nothing is imported unless"
                        + " --partial is said. Importing again replaces what was imported by the same names.")
final class ScheduleImportCommand extends ClientCommand {
    private static final String SOURCE = "crontab";

    @Parameters(paramLabel = "CRONTAB", description = "File; - for standard input, as in: crontab -l | … import -")
    Path file = Path.of("-");

    @Option(names = "--partial", description = "Imports the lines that can be taken, without the others.")
    boolean partial;

    @Option(names = "--dry-run", description = "Only says what would be imported.")
    boolean dryRun;

    @Option(names = "--system", negatable = true, description = "Lines name a user, as in /etc/crontab.")
    @Nullable Boolean system;

    @Option(names = "--prefix", paramLabel = "TEXT", description = "What the names of the schedules begin with.")
    String prefix = "";

    ScheduleImportCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    boolean mayCreate() {
        return true;
    }

    @Override
    int run(Api api) throws IOException {
        Crontab crontab =
                Crontab.parse(read(), CrontabOptions.DEFAULT.form(form()).prefix(prefix));
        crontab.notes().forEach(note -> terminal.say(note.toString()));
        crontab.refusals()
                .forEach(refusal -> terminal.say(refusal + " [" + refusal.text().strip() + "]"));
        if (!crontab.isComplete() && !partial) {
            int refused = crontab.refusals().size();
            terminal.say("nothing was imported: " + (refused == 1 ? "1 line cannot" : refused + " lines cannot")
                    + " be taken; correct what is wrong, or leave it out with --partial");
            return 2;
        }
        if (!dryRun) {
            put(api, crontab.entries());
        }
        Table table = new Table("LINE", "NAME", "WHEN", "COMMAND");
        for (Crontab.Entry entry : crontab.entries()) {
            ScheduleDefinition definition = entry.definition();
            Map<String, @Nullable Object> body = ScheduleDocument.write(definition);
            table.row(
                    entry.line(), definition.name(), definition.schedule().expression(), Words.brief(body, "command"));
        }
        table.print(terminal.out());
        return 0;
    }

    private String read() throws IOException {
        if (file.toString().equals("-")) {
            return new String(terminal.in().readAllBytes(), StandardCharsets.UTF_8);
        }
        try {
            return Files.readString(terminal.options().directory().resolve(file));
        } catch (NoSuchFileException e) {
            throw UsageException.of("CRONTAB", "a file, or - for standard input", file, " (there is no such file)");
        } catch (CharacterCodingException e) {
            throw UsageException.of("CRONTAB", "a file in UTF-8", file, " (it has other bytes)");
        } catch (IOException e) {
            throw UsageException.of("CRONTAB", "a readable file", file, " (" + e.getMessage() + ")");
        }
    }

    private CrontabOptions.Form form() {
        if (system == null) {
            return CrontabOptions.Form.of(terminal.options().directory().resolve(file));
        }
        return system ? CrontabOptions.Form.SYSTEM : CrontabOptions.Form.USER;
    }

    /** All of them or, when one is refused, none. */
    private static void put(Api api, List<Crontab.Entry> entries) {
        Map<String, Map<String, @Nullable Object>> before = new HashMap<>();
        AllSchedules.read(api).forEach(schedule -> before.put(String.valueOf(schedule.get("name")), schedule));
        requireFree(before, entries);
        List<String> done = new ArrayList<>();
        try {
            for (Crontab.Entry entry : entries) {
                ScheduleDefinition definition = entry.definition();
                api.schedules().put(definition.name(), ScheduleDocument.write(definition));
                done.add(definition.name());
            }
        } catch (RuntimeException refused) {
            done.forEach(name -> putBack(api, name, before.get(name)));
            throw refused;
        }
    }

    private static void putBack(Api api, String name, @Nullable Map<String, @Nullable Object> before) {
        if (before == null) {
            api.schedules().delete(name);
        } else {
            api.schedules().put(name, before);
        }
    }

    private static void requireFree(Map<String, Map<String, @Nullable Object>> before, List<Crontab.Entry> entries) {
        for (Crontab.Entry entry : entries) {
            String name = entry.definition().name();
            if (before.containsKey(name) && !SOURCE.equals(before.get(name).get("source"))) {
                throw UsageException.of(
                        "line " + entry.line(),
                        "a name that is free, or was imported before",
                        name,
                        "; choose other names with --prefix");
            }
        }
    }
}
