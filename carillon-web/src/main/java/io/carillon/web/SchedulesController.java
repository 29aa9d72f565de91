package io.carillon.web;

import io.carillon.web.api.Api;
import io.carillon.web.api.SchedulesApi;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/schedules")
final class SchedulesController {
    private final SchedulesApi schedules;

    SchedulesController(Api api) {
        this.schedules = api.schedules();
    }

    @GetMapping
    ResponseEntity<byte[]> list(@RequestParam MultiValueMap<String, String> query) {
        return Respond.with(schedules.list(Query.flat(query)));
    }

    @PostMapping
    ResponseEntity<byte[]> create(JsonBody body) {
        return Respond.with(schedules.create(body.fields()));
    }

    @GetMapping("/{name}")
    ResponseEntity<byte[]> get(@PathVariable String name) {
        return Respond.with(schedules.get(name));
    }

    @PutMapping("/{name}")
    ResponseEntity<byte[]> put(@PathVariable String name, JsonBody body) {
        return Respond.with(schedules.put(name, body.fields()));
    }

    @PatchMapping("/{name}")
    ResponseEntity<byte[]> patch(@PathVariable String name, JsonBody body) {
        return Respond.with(schedules.patch(name, body.fields()));
    }

    @DeleteMapping("/{name}")
    ResponseEntity<byte[]> delete(@PathVariable String name) {
        return Respond.with(schedules.delete(name));
    }

    @PostMapping("/{name}/run")
    ResponseEntity<byte[]> run(@PathVariable String name, JsonBody body) {
        body.requireEmpty();
        return Respond.with(schedules.run(name));
    }

    @PostMapping("/{name}/pause")
    ResponseEntity<byte[]> pause(@PathVariable String name, JsonBody body) {
        body.requireEmpty();
        return Respond.with(schedules.pause(name));
    }

    @PostMapping("/{name}/resume")
    ResponseEntity<byte[]> resume(@PathVariable String name, JsonBody body) {
        body.requireEmpty();
        return Respond.with(schedules.resume(name));
    }

    @GetMapping("/{name}/fires")
    ResponseEntity<byte[]> fires(@PathVariable String name, @RequestParam MultiValueMap<String, String> query) {
        return Respond.with(schedules.fires(name, Query.flat(query)));
    }
}
