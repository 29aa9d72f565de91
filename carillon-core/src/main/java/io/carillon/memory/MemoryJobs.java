package io.carillon.memory;

import io.carillon.Attempt;
import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.Page;
import io.carillon.QueueConfig;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore;
import io.carillon.spi.ScheduleStore.Entry;
import io.carillon.spi.Settlement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Jobs: batches over {@link JobLife}, each call one step under the store's lock. */
final class MemoryJobs implements JobStore {
    private final Object lock;
    private final JobTable jobs;
    private final JobLife life;
    private final MemoryNodes nodes;
    private final MemoryQueues queues;
    private final MemorySchedules schedules;
    private final Rules rules;

    MemoryJobs(
            Object lock,
            JobTable jobs,
            JobLife life,
            MemoryNodes nodes,
            MemoryQueues queues,
            MemorySchedules schedules) {
        this.lock = lock;
        this.jobs = jobs;
        this.life = life;
        this.nodes = nodes;
        this.queues = queues;
        this.schedules = schedules;
        this.rules = life.rules();
    }

    @Override
    public List<Enqueued> enqueue(List<NewJob> elements, Instant now, @Nullable Object transaction) {
        refuse(transaction);
        synchronized (lock) {
            List<Enqueued> answers = elements.stream()
                    .map(element -> life.enqueue(element, now, true))
                    .toList();
            jobs.admitFirstInLine();
            return answers;
        }
    }

    private static void refuse(@Nullable Object transaction) {
        if (transaction != null) {
            throw new IllegalArgumentException("transaction: expected null, because the in-memory store has none, got "
                    + transaction.getClass().getName() + "; pass null or use a JDBC store");
        }
    }

    @Override
    public List<ClaimedJob> claim(String node, Instant now, List<Demand> demands) {
        synchronized (lock) {
            List<ClaimedJob> claimed = new ArrayList<>();
            if (rules.mayClaim(nodes.get(node), now)) {
                for (Demand demand : demands) {
                    for (StoredJob job : candidates(demand, now)) {
                        claimed.add(life.claim(job, node, now));
                    }
                }
            }
            return claimed;
        }
    }

    @Override
    public List<ClaimedJob> claimFuture(String node, Instant now, List<UUID> ids) {
        synchronized (lock) {
            if (!rules.mayClaim(nodes.get(node), now)) {
                return List.of();
            }
            return jobs.future().stream()
                    .filter(job -> ids.contains(job.spec.id()))
                    .filter(job -> rules.isOpen(queues.get(job.spec.queue()), now)
                            && rules.mayLeaveEarly(job, queues.config(job.spec.queue())))
                    .toList()
                    .stream()
                    .map(job -> life.claim(job, node, now))
                    .toList();
        }
    }

    private List<StoredJob> candidates(Demand demand, Instant now) {
        String queue = demand.queue();
        if (!rules.isOpen(queues.get(queue), now)) {
            return List.of();
        }
        QueueConfig config = queues.config(queue);
        int most = Math.min(demand.max(), rules.room(config, jobs.running(queue)));
        Stream<StoredJob> wanted = demand.tasks().isEmpty()
                ? jobs.ready(queue).stream()
                : jobs.parked(queue).stream().filter(job -> demand.tasks().contains(job.spec.task()));
        return wanted.limit(most).toList();
    }

    @Override
    public List<Boolean> settle(List<Settlement> ends, Instant now, @Nullable Object transaction) {
        refuse(transaction);
        synchronized (lock) {
            List<Boolean> accepted = new ArrayList<>();
            List<NewJob> followUps = new ArrayList<>();
            for (Settlement end : ends) {
                StoredJob job = jobs.get(end.id());
                boolean holds = job != null && rules.holds(job, end.fence());
                if (job != null && holds) {
                    life.settle(job, end, now);
                    followUps.addAll(end.followUps());
                }
                accepted.add(holds);
            }
            jobs.admitFirstInLine();
            followUps.forEach(followUp -> life.enqueue(followUp, now, false));
            jobs.admitFirstInLine();
            return accepted;
        }
    }

    @Override
    public Promotion promote(Instant now, int limit) {
        synchronized (lock) {
            List<StoredJob> due = jobs.future().stream()
                    .takeWhile(job -> !job.due.isAfter(now))
                    .limit(limit)
                    .toList();
            due.forEach(job -> life.promote(job, now));
            jobs.admitFirstInLine();
            Set<String> ready = due.stream()
                    .filter(job -> job.phase == Phase.READY)
                    .map(job -> job.spec.queue())
                    .collect(Collectors.toSet());
            NavigableSet<StoredJob> rest = jobs.future();
            return new Promotion(due.size(), ready, rest.isEmpty() ? null : rest.first().due);
        }
    }

    @Override
    public List<Orphan> orphans(Instant now, int limit) {
        synchronized (lock) {
            return jobs.runningByNode().entrySet().stream()
                    .filter(held -> rules.isOrphaned(nodes.get(held.getKey()), now))
                    .flatMap(held -> held.getValue().stream())
                    .limit(limit)
                    .map(MemoryJobs::held)
                    .toList();
        }
    }

    @Override
    public List<Orphan> held(String node, int limit) {
        synchronized (lock) {
            return jobs.runningByNode().getOrDefault(node, JobTable.NONE).stream()
                    .limit(limit)
                    .map(MemoryJobs::held)
                    .toList();
        }
    }

    private static Orphan held(StoredJob job) {
        if (job.node == null || job.startedAt == null) {
            throw new IllegalStateException("job " + job.spec.id() + " runs, but nowhere");
        }
        return new Orphan(job.claimed(), job.node, job.startedAt);
    }

    @Override
    public List<Boolean> checkpoint(List<Checkpoint> checkpoints) {
        synchronized (lock) {
            List<Boolean> stored = new ArrayList<>();
            for (Checkpoint checkpoint : checkpoints) {
                StoredJob job = jobs.get(checkpoint.id());
                boolean holds = job != null && rules.holds(job, checkpoint.fence());
                if (job != null && holds) {
                    job.checkpoint = checkpoint.data() == null ? job.checkpoint : checkpoint.data();
                    job.progress = checkpoint.progress() == null ? job.progress : checkpoint.progress();
                }
                stored.add(holds);
            }
            return stored;
        }
    }

    @Override
    public List<UUID> change(JobQuery which, Action action, String reason, Instant now) {
        synchronized (lock) {
            List<UUID> changed = new ArrayList<>();
            for (StoredJob job : jobs.select(which).toList()) {
                boolean done = switch (action) {
                    case CANCEL -> life.cancel(job, reason, now);
                    case RETRY -> life.retry(job, now);
                    case DELETE -> life.delete(job);
                };
                if (done) {
                    changed.add(job.spec.id());
                }
                if (changed.size() == which.limit()) {
                    break;
                }
            }
            jobs.admitFirstInLine();
            return changed;
        }
    }

    @Override
    public int prune(Instant before, int limit) {
        synchronized (lock) {
            List<StoredJob> old = jobs.finished().stream()
                    .takeWhile(job -> job.completedAt != null && job.completedAt.isBefore(before))
                    .limit(limit)
                    .toList();
            old.forEach(jobs::remove);
            return old.size();
        }
    }

    @Override
    public Page<Job> find(JobQuery query) {
        synchronized (lock) {
            List<StoredJob> found = jobs.select(query).limit(query.limit() + 1L).toList();
            boolean more = found.size() > query.limit();
            List<Job> items = found.stream()
                    .limit(query.limit())
                    .map(job -> job.read(waitingFor(job)))
                    .toList();
            return new Page<>(items, more ? items.getLast().id() : null);
        }
    }

    private @Nullable String waitingFor(StoredJob job) {
        return switch (job.phase) {
            case PARKED -> job.parkedFor;
            case BLOCKED -> {
                String key = String.valueOf(job.spec.serialKey());
                yield "job " + jobs.serialHolder(key) + " holds serial key '" + key + "'";
            }
            case READY -> queues.pauseText(job.spec.queue());
            case FUTURE, RUNNING, FINISHED -> null;
        };
    }

    @Override
    public List<Attempt> attempts(UUID id) {
        synchronized (lock) {
            StoredJob job = jobs.get(id);
            return job == null ? List.of() : List.copyOf(job.attempts);
        }
    }

    @Override
    public Collection<Count> counts() {
        synchronized (lock) {
            return jobs.counts();
        }
    }

    @Override
    public Backlog backlog() {
        synchronized (lock) {
            return jobs.backlog(
                    schedules.due(1).stream().map(Entry::due).findFirst().orElse(null));
        }
    }
}
