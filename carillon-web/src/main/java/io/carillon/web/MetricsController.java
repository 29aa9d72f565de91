package io.carillon.web;

import io.carillon.Scheduler;
import io.carillon.Stats;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class MetricsController implements AutoCloseable {
    /** Far below what a scraper grants, which should learn that the store is away. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final MediaType TEXT = MediaType.parseMediaType("text/plain; version=0.0.4; charset=utf-8");

    private static final Logger LOG = LoggerFactory.getLogger(MetricsController.class);

    private final JobMetrics metrics;
    private final Inquiry<Stats> shared;
    private final PrometheusMeterRegistry registry;

    MetricsController(Scheduler scheduler, JobMetrics metrics, PrometheusMeterRegistry registry) {
        this.metrics = metrics;
        this.shared = new Inquiry<>("carillon-metrics", PATIENCE, () -> {
            Stats stats = scheduler.getStats();
            metrics.refresh(stats, scheduler.now());
            return stats;
        });
        this.registry = registry;
    }

    @GetMapping("/metrics")
    ResponseEntity<byte[]> metrics() throws InterruptedException {
        try {
            shared.answer();
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("figures of the cluster are as old as the store's last answer", e);
            metrics.storeIsAway();
        }
        return ResponseEntity.ok().contentType(TEXT).body(registry.scrape().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        shared.close();
    }
}
