package io.carillon.cli;

import io.carillon.web.api.Answer;
import io.carillon.web.api.Api;
import io.carillon.web.api.JobsApi;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Changes jobs by id; those that can be changed are, whatever becomes of the others. */
abstract class JobChangeCommand extends ClientCommand {
    @Parameters(arity = "1..*", paramLabel = "ID")
    List<String> ids = new ArrayList<>();

    JobChangeCommand(Terminal terminal) {
        super(terminal);
    }

    abstract Answer change(JobsApi jobs, String id);

    @Override
    int run(Api api) {
        int status = 0;
        for (String id : ids) {
            try {
                terminal.out()
                        .println(id + " " + change(api.jobs(), id).object().get("status"));
            } catch (RuntimeException e) {
                Refusal refusal = Refusal.of(e);
                if (refusal.unexpected()) {
                    throw e;
                }
                terminal.say(refusal.message());
                status = Math.max(status, refusal.status());
            }
        }
        return status;
    }

    @Command(
            name = "retry",
            mixinStandardHelpOptions = true,
            description = "Tries failed, cancelled or retrying jobs again now.")
    static final class Retry extends JobChangeCommand {
        Retry(Terminal terminal) {
            super(terminal);
        }

        @Override
        Answer change(JobsApi jobs, String id) {
            return jobs.retry(id);
        }
    }

    @Command(
            name = "cancel",
            mixinStandardHelpOptions = true,
            description = "Cancels jobs; a running one is interrupted.")
    static final class Cancel extends JobChangeCommand {
        Cancel(Terminal terminal) {
            super(terminal);
        }

        @Override
        Answer change(JobsApi jobs, String id) {
            return jobs.cancel(id);
        }
    }
}
