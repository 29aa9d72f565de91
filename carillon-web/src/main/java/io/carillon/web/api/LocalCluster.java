package io.carillon.web.api;

import io.carillon.JobSpec;
import io.carillon.Queue;
import io.carillon.QueueConfig;
import io.carillon.Scheduler;
import io.carillon.web.api.Fields.Style;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Queues, nodes and counts of a scheduler in this process. */
final class LocalCluster implements ClusterApi {
    private final Scheduler scheduler;
    private final ZoneId zone;

    LocalCluster(Scheduler scheduler, ZoneId zone) {
        this.scheduler = scheduler;
        this.zone = zone;
    }

    @Override
    public Answer queues() {
        Instant now = scheduler.now();
        List<?> items =
                all().stream().map(queue -> QueueDocument.write(queue, now)).toList();
        return Answer.ok(Documents.page(items, null));
    }

    @Override
    public Answer queue(String name) {
        return Answer.ok(QueueDocument.write(find(name), scheduler.now()));
    }

    @Override
    public Answer putQueue(String name, Map<String, @Nullable Object> body) {
        Fields in = Fields.of(body, Style.JSON, "");
        QueueConfig config = QueueDocument.read(in);
        Optional<Queue> before = lookUp(name);
        refuseAnother(in, "name", in.text("name"), name, "as the path says");
        boolean paused = before.isPresent() && before.get().isPaused(scheduler.now());
        refuseAnother(in, "paused", in.flag("paused"), paused, "as it is; POST …/pause and …/resume change it");
        in.ignore("pause");
        in.finish();
        boolean isNew = before.isEmpty();
        scheduler.createQueue(name, config);
        Map<String, @Nullable Object> queue = QueueDocument.write(find(name), scheduler.now());
        return isNew ? Answer.created(queue, "/api/v1/queues", name) : Answer.ok(queue);
    }

    /** What is read may be put, but a wish that putting does not fulfil is refused. */
    private static void refuseAnother(Fields in, String field, @Nullable Object said, Object is, String why) {
        if (said != null && !said.equals(is)) {
            in.refuse(field, "'" + is + "', " + why + ", or nothing", said);
        }
    }

    @Override
    public Answer pauseQueue(String name, Map<String, @Nullable Object> body) {
        Fields in = Fields.of(body, Style.JSON, "");
        String reason = in.anyText("reason");
        Instant until = in.instant("until", zone);
        Duration duration = in.duration("duration");
        if (until != null && duration != null) {
            in.refuse("duration", "either until or duration", Documents.seconds(duration));
        } else if (duration != null && duration.isZero()) {
            in.refuse("duration", "more than 0 seconds", 0);
        }
        in.finish();
        find(name);
        Instant end = duration == null ? until : scheduler.now().plus(duration);
        scheduler.pauseQueue(name, reason == null ? "" : reason, end);
        return queue(name);
    }

    @Override
    public Answer resumeQueue(String name) {
        find(name);
        scheduler.resumeQueue(name);
        return queue(name);
    }

    @Override
    public Answer nodes() {
        Instant now = scheduler.now();
        List<?> items =
                scheduler.nodes().stream().map(node -> Documents.of(node, now)).toList();
        return Answer.ok(Documents.page(items, null));
    }

    @Override
    public Answer stats() {
        return Answer.ok(Documents.of(scheduler.getStats()));
    }

    private Queue find(String name) {
        return lookUp(name)
                .orElseThrow(() -> ApiException.notFound(
                        "queue",
                        name,
                        Nearest.hint(name, all().stream().map(Queue::name).toList())));
    }

    private Optional<Queue> lookUp(String name) {
        return all().stream().filter(queue -> queue.name().equals(name)).findFirst();
    }

    /** In order of name; the default queue is there before its first job. */
    private List<Queue> all() {
        List<Queue> queues = new ArrayList<>(scheduler.queues());
        if (queues.stream().noneMatch(queue -> queue.name().equals(JobSpec.DEFAULT_QUEUE))) {
            queues.add(new Queue(JobSpec.DEFAULT_QUEUE, QueueConfig.DEFAULT, null));
            queues.sort(Comparator.comparing(Queue::name));
        }
        return queues;
    }
}
