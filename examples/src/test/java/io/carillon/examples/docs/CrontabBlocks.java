package io.carillon.examples.docs;

import io.carillon.tasks.crontab.Crontab;
import io.carillon.tasks.crontab.CrontabOptions;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks crontabs: every line can be taken. */
final class CrontabBlocks {
    private CrontabBlocks() {}

    static List<Outcome> check(List<Snippet> blocks) {
        return blocks.stream()
                .map(block -> new Outcome(block, trouble(block.text())))
                .toList();
    }

    static @Nullable String trouble(String text) {
        Crontab crontab = Crontab.parse(text, CrontabOptions.DEFAULT);
        return crontab.isComplete()
                ? null
                : crontab.refusals().stream().map(Crontab.Refusal::toString).collect(Collectors.joining("\n"));
    }
}
