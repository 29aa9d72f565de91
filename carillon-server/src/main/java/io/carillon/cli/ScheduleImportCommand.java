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
import java.util.HashMap;
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
            terminal.say("nothing was imported: " + crontab.refusals().size()
                    + " lines cannot be taken; correct them, or leave them out with --partial");
            return 2;
        }
        if (!dryRun) {
            requireFree(api, crontab);
        }
        Table table = new Table("LINE", "NAME", "WHEN", "COMMAND");
        for (Crontab.Entry entry : crontab.entries()) {
            ScheduleDefinition definition = entry.definition();
            Map<String, @Nullable Object> body = ScheduleDocument.write(definition);
            if (!dryRun) {
                api.schedules().put(definition.name(), body);
            }
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

    private static void requireFree(Api api, Crontab crontab) {
        Map<String, @Nullable Object> sources = new HashMap<>();
        for (Map<String, @Nullable Object> schedule : AllSchedules.read(api)) {
            sources.put(String.valueOf(schedule.get("name")), schedule.get("source"));
        }
        for (Crontab.Entry entry : crontab.entries()) {
            String name = entry.definition().name();
            if (sources.containsKey(name) && !SOURCE.equals(sources.get(name))) {
                throw UsageException.of(
                        "line " + entry.line(),
                        "a name that is free, or was imported before",
                        name,
                        "; choose other names with --prefix");
            }
        }
    }
}
