package io.carillon.benchmarks;

import java.security.CodeSource;
import java.util.List;
import java.util.stream.Collectors;

/** Of everything that is measured, as the names of the jars say it. */
final class Versions {
    private static final List<Class<?>> SUBJECTS = List.of(
            io.carillon.Carillon.class,
            com.github.kagkarlsson.scheduler.Scheduler.class,
            org.jobrunr.configuration.JobRunr.class,
            org.quartz.Scheduler.class,
            org.springframework.scheduling.support.CronExpression.class,
            com.cronutils.parser.CronParser.class,
            org.postgresql.Driver.class,
            org.sqlite.JDBC.class);

    private Versions() {}

    static String all() {
        return SUBJECTS.stream().map(Versions::of).collect(Collectors.joining(", "));
    }

    private static String of(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        String path = source == null ? "" : source.getLocation().getPath();
        // A folder of classes has no version.
        return path.endsWith(".jar")
                ? path.substring(path.lastIndexOf('/') + 1, path.length() - ".jar".length())
                : "carillon";
    }
}
