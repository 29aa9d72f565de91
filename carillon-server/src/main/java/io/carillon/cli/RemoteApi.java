package io.carillon.cli;

import io.carillon.web.api.Answer;
import io.carillon.web.api.Api;
import io.carillon.web.api.ClusterApi;
import io.carillon.web.api.JobsApi;
import io.carillon.web.api.SchedulesApi;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The API of a server, over HTTP. */
final class RemoteApi implements Api, AutoCloseable {
    private final Http http;

    RemoteApi(URI server) {
        this.http = new Http(server);
    }

    /** Whether the server is there; it may be gone and its announcement left behind. */
    boolean answers() {
        return http.answers();
    }

    @Override
    public void close() {
        http.close();
    }

    @Override
    public JobsApi jobs() {
        return new Jobs(http);
    }

    @Override
    public SchedulesApi schedules() {
        return new Schedules(http);
    }

    @Override
    public ClusterApi cluster() {
        return new Cluster(http);
    }

    private record Jobs(Http http) implements JobsApi {
        private static final String JOBS = "/api/v1/jobs";

        @Override
        public Answer list(Map<String, String> query) {
            return http.get(JOBS, query);
        }

        @Override
        public Answer get(String id) {
            return http.get(JOBS + "/" + Http.segment(id), Map.of());
        }

        @Override
        public Answer enqueue(Map<String, @Nullable Object> body) {
            return http.send("POST", JOBS, body);
        }

        @Override
        public Answer cancel(String id) {
            return http.send("DELETE", JOBS + "/" + Http.segment(id), null);
        }

        @Override
        public Answer retry(String id) {
            return http.send("POST", JOBS + "/" + Http.segment(id) + "/retry", null);
        }

        @Override
        public Answer logs(String id, Map<String, String> query) {
            return http.get(JOBS + "/" + Http.segment(id) + "/logs", query);
        }

        @Override
        public Answer attempts(String id) {
            return http.get(JOBS + "/" + Http.segment(id) + "/attempts", Map.of());
        }
    }

    private record Schedules(Http http) implements SchedulesApi {
        private static final String SCHEDULES = "/api/v1/schedules";

        private static String path(String name) {
            return SCHEDULES + "/" + Http.segment(name);
        }

        @Override
        public Answer list(Map<String, String> query) {
            return http.get(SCHEDULES, query);
        }

        @Override
        public Answer get(String name) {
            return http.get(path(name), Map.of());
        }

        @Override
        public Answer create(Map<String, @Nullable Object> body) {
            return http.send("POST", SCHEDULES, body);
        }

        @Override
        public Answer put(String name, Map<String, @Nullable Object> body) {
            return http.send("PUT", path(name), body);
        }

        @Override
        public Answer patch(String name, Map<String, @Nullable Object> body) {
            return http.send("PATCH", path(name), body);
        }

        @Override
        public Answer delete(String name) {
            return http.send("DELETE", path(name), null);
        }

        @Override
        public Answer run(String name) {
            return http.send("POST", path(name) + "/run", null);
        }

        @Override
        public Answer pause(String name) {
            return http.send("POST", path(name) + "/pause", null);
        }

        @Override
        public Answer resume(String name) {
            return http.send("POST", path(name) + "/resume", null);
        }

        @Override
        public Answer fires(String name, Map<String, String> query) {
            return http.get(path(name) + "/fires", query);
        }
    }

    private record Cluster(Http http) implements ClusterApi {
        private static final String QUEUES = "/api/v1/queues";

        @Override
        public Answer queues() {
            return http.get(QUEUES, Map.of());
        }

        @Override
        public Answer queue(String name) {
            return http.get(QUEUES + "/" + Http.segment(name), Map.of());
        }

        @Override
        public Answer putQueue(String name, Map<String, @Nullable Object> body) {
            return http.send("PUT", QUEUES + "/" + Http.segment(name), body);
        }

        @Override
        public Answer pauseQueue(String name, Map<String, @Nullable Object> body) {
            return http.send("POST", QUEUES + "/" + Http.segment(name) + "/pause", body);
        }

        @Override
        public Answer resumeQueue(String name) {
            return http.send("POST", QUEUES + "/" + Http.segment(name) + "/resume", null);
        }

        @Override
        public Answer nodes() {
            return http.get("/api/v1/nodes", Map.of());
        }

        @Override
        public Answer stats() {
            return http.get("/api/v1/stats", Map.of());
        }
    }
}
