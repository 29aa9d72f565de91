package io.carillon.server;

import io.carillon.web.api.Fields;
import io.carillon.web.api.Nearest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which setting an environment variable means: {@code CARILLON_MAX_CONCURRENT} and {@code CARILLON_MAXCONCURRENT} are
 * {@code carillon.max-concurrent}, {@code CARILLON_JOBS_0_ENABLED} is {@code carillon.jobs[0].enabled},
 * {@code CARILLON_QUEUES_MAIL_WORKERS} is {@code carillon.queues[mail].workers}.
 */
final class EnvironmentNames {
    private static final String PREFIX = "CARILLON_";
    private static final String OURS = "carillon.";
    private static final Pattern JOB = Pattern.compile("JOBS_(\\d+)_(\\w+)");
    private static final Pattern QUEUE = Pattern.compile("QUEUES_(\\w+)");
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> ofQueues = new LinkedHashMap<>();
    private final Collection<String> queues;

    /**
     * @param settings paths in snake case, {@code carillon.max_concurrent}
     * @param ofQueue paths below a queue, in snake case
     * @param queues names of queues that are configured elsewhere, to recognise {@code HIGH_PRIORITY}
     */
    EnvironmentNames(Collection<String> settings, Collection<String> ofQueue, Collection<String> queues) {
        settings.stream().filter(path -> path.contains(".")).forEach(path -> this.settings.put(bare(path), path));
        ofQueue.forEach(path -> this.ofQueues.put(bare(path), path));
        this.queues = queues;
    }

    /** The path of a setting; null when the variable is none. */
    @Nullable String path(String variable) {
        String path = settings.get(bare(variable));
        if (path != null || !variable.startsWith(PREFIX)) {
            return path;
        }
        String name = variable.substring(PREFIX.length());
        Matcher job = JOB.matcher(name);
        if (job.matches()) {
            return "carillon.jobs[" + job.group(1) + "]." + job.group(2).toLowerCase(Locale.ROOT);
        }
        Matcher queue = QUEUE.matcher(name);
        return queue.matches() ? ofQueue(queue.group(1)) : null;
    }

    /** The variable that a mistyped one most likely meant; null when it resembles none, and is somebody else's. */
    @Nullable String nearest(String variable) {
        if (!variable.startsWith(PREFIX)) {
            return null;
        }
        Map<String, String> ours = new LinkedHashMap<>();
        settings.forEach((bare, path) -> {
            if (path.startsWith(OURS)) {
                ours.put(bare.substring(OURS.length() - 1), path);
            }
        });
        return Nearest.to(bare(variable.substring(PREFIX.length())), ours.keySet())
                .map(ours::get)
                .map(path -> path.replace('.', '_').toUpperCase(Locale.ROOT))
                .orElse(null);
    }

    private @Nullable String ofQueue(String rest) {
        for (int i = rest.length() - 1; i > 0; i--) {
            String option = rest.charAt(i) == '_' ? ofQueues.get(bare(rest.substring(i + 1))) : null;
            if (option != null) {
                return "carillon.queues[" + queue(rest.substring(0, i)) + "]." + option;
            }
        }
        return null;
    }

    private String queue(String text) {
        return queues.stream()
                .filter(known -> bare(known).equals(bare(text)))
                .findFirst()
                .orElse(text.toLowerCase(Locale.ROOT));
    }

    private static String bare(String name) {
        return Fields.canonical(name.toLowerCase(Locale.ROOT)).replaceAll("[._]", "");
    }
}
