package io.carillon.memory;

import io.carillon.LogLine;
import io.carillon.spi.Store.Logs;
import java.util.List;
import java.util.UUID;

/** Logs of jobs; each lies with its job and goes with it. */
final class MemoryLogs implements Logs {
    private final Object lock;
    private final JobTable jobs;

    MemoryLogs(Object lock, JobTable jobs) {
        this.lock = lock;
        this.jobs = jobs;
    }

    @Override
    public void append(List<LogLine> lines) {
        synchronized (lock) {
            for (LogLine line : lines) {
                StoredJob job = jobs.get(UUID.fromString(line.jobId()));
                if (job != null) {
                    job.log.putIfAbsent(line.seq(), line);
                }
            }
        }
    }

    @Override
    public List<LogLine> read(UUID id, long afterSeq, int limit) {
        synchronized (lock) {
            StoredJob job = jobs.get(id);
            return job == null
                    ? List.of()
                    : job.log.tailMap(afterSeq, false).values().stream()
                            .limit(limit)
                            .toList();
        }
    }
}
