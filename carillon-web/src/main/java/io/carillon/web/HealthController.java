package io.carillon.web;

import io.carillon.web.api.Answer;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** For whoever restarts processes ({@code live}) and whoever sends them requests ({@code ready}). */
@RestController
@RequestMapping("/health")
final class HealthController {
    private final Readiness readiness;

    HealthController(Readiness readiness) {
        this.readiness = readiness;
    }

    @GetMapping("/live")
    ResponseEntity<byte[]> live() {
        return Respond.with(new Answer(200, Map.of("status", "up"), null));
    }

    @GetMapping("/ready")
    ResponseEntity<byte[]> ready() throws InterruptedException {
        return readiness
                .obstacle()
                .map(why -> Respond.with(new Answer(503, Map.of("status", "down", "reason", why), null)))
                .orElseGet(() -> Respond.with(new Answer(200, Map.of("status", "up"), null)));
    }
}
