package io.carillon.web;

import io.carillon.web.api.Api;
import io.carillon.web.api.JobsApi;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/jobs")
final class JobsController {
    private final JobsApi jobs;

    JobsController(Api api) {
        this.jobs = api.jobs();
    }

    @GetMapping
    ResponseEntity<byte[]> list(@RequestParam MultiValueMap<String, String> query) {
        return Respond.with(jobs.list(Query.flat(query)));
    }

    @PostMapping
    ResponseEntity<byte[]> enqueue(JsonBody body) {
        return Respond.with(jobs.enqueue(body.fields()));
    }

    @GetMapping("/{id}")
    ResponseEntity<byte[]> get(@PathVariable String id) {
        return Respond.with(jobs.get(id));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<byte[]> cancel(@PathVariable String id) {
        return Respond.with(jobs.cancel(id));
    }

    @PostMapping("/{id}/retry")
    ResponseEntity<byte[]> retry(@PathVariable String id, JsonBody body) {
        body.requireEmpty();
        return Respond.with(jobs.retry(id));
    }

    @GetMapping("/{id}/logs")
    ResponseEntity<byte[]> logs(@PathVariable String id, @RequestParam MultiValueMap<String, String> query) {
        return Respond.with(jobs.logs(id, Query.flat(query)));
    }

    @GetMapping("/{id}/attempts")
    ResponseEntity<byte[]> attempts(@PathVariable String id) {
        return Respond.with(jobs.attempts(id));
    }
}
