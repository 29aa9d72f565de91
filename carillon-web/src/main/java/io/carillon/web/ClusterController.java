package io.carillon.web;

import io.carillon.web.api.Api;
import io.carillon.web.api.ClusterApi;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1")
final class ClusterController {
    private final ClusterApi cluster;

    ClusterController(Api api) {
        this.cluster = api.cluster();
    }

    @GetMapping("/queues")
    ResponseEntity<byte[]> queues() {
        return Respond.with(cluster.queues());
    }

    @GetMapping("/queues/{name}")
    ResponseEntity<byte[]> queue(@PathVariable String name) {
        return Respond.with(cluster.queue(name));
    }

    @PutMapping("/queues/{name}")
    ResponseEntity<byte[]> putQueue(@PathVariable String name, JsonBody body) {
        return Respond.with(cluster.putQueue(name, body.fields()));
    }

    @PostMapping("/queues/{name}/pause")
    ResponseEntity<byte[]> pauseQueue(@PathVariable String name, JsonBody body) {
        return Respond.with(cluster.pauseQueue(name, body.fields()));
    }

    @PostMapping("/queues/{name}/resume")
    ResponseEntity<byte[]> resumeQueue(@PathVariable String name, JsonBody body) {
        body.requireEmpty();
        return Respond.with(cluster.resumeQueue(name));
    }

    @GetMapping("/nodes")
    ResponseEntity<byte[]> nodes() {
        return Respond.with(cluster.nodes());
    }

    @GetMapping("/stats")
    ResponseEntity<byte[]> stats() {
        return Respond.with(cluster.stats());
    }
}
