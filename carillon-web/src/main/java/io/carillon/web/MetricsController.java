package io.carillon.web;

import io.carillon.Scheduler;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class MetricsController {
    private static final MediaType TEXT = MediaType.parseMediaType("text/plain; version=0.0.4; charset=utf-8");

    private final Scheduler scheduler;
    private final JobMetrics metrics;
    private final PrometheusMeterRegistry registry;

    MetricsController(Scheduler scheduler, JobMetrics metrics, PrometheusMeterRegistry registry) {
        this.scheduler = scheduler;
        this.metrics = metrics;
        this.registry = registry;
    }

    @GetMapping("/metrics")
    ResponseEntity<byte[]> metrics() {
        metrics.refresh(scheduler);
        return ResponseEntity.ok().contentType(TEXT).body(registry.scrape().getBytes(StandardCharsets.UTF_8));
    }
}
