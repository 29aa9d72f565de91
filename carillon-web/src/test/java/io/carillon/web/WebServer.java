package io.carillon.web;

import io.carillon.Carillon;
import io.carillon.Scheduler;
import io.carillon.TaskName;
import io.carillon.memory.InMemoryStore;
import io.carillon.spi.Store;
import io.carillon.web.api.Api;
import io.carillon.web.api.Json;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/** {@link WebConfiguration} on a real Tomcat, in front of a scheduler on a store in memory. */
final class WebServer implements AutoCloseable {
    static final int MOST_BYTES = 2_000;

    private final Scheduler scheduler;
    private final ConfigurableApplicationContext context;
    private final int port;

    private WebServer(Scheduler scheduler, ConfigurableApplicationContext context) {
        this.scheduler = scheduler;
        this.context = context;
        this.port = ((WebServerApplicationContext) context).getWebServer().getPort();
    }

    @Import(WebConfiguration.class)
    @ImportAutoConfiguration({
        TomcatServletWebServerAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        WebMvcAutoConfiguration.class
    })
    static class Application {}

    static WebServer start() {
        return start(new InMemoryStore());
    }

    static WebServer start(Store store) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        JobMetrics metrics = new JobMetrics(registry);
        Scheduler scheduler = Carillon.builder().store(store).listener(metrics).build();
        scheduler.register(TaskName.of("mail:send"), (payload, context) -> "sent");
        scheduler.register(TaskName.of("mail:lose"), (payload, context) -> {
            throw new IllegalStateException("no server");
        });
        scheduler.start();
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.SERVLET);
        application.setLogStartupInfo(false);
        application.addInitializers(context -> {
            ConfigurableListableBeanFactory beans = context.getBeanFactory();
            beans.registerSingleton("scheduler", scheduler);
            beans.registerSingleton("api", Api.of(scheduler, ZoneId.of("UTC")));
            beans.registerSingleton("metrics", metrics);
            beans.registerSingleton("registry", registry);
            beans.registerSingleton("settings", new WebSettings(MOST_BYTES, true, true));
        });
        return new WebServer(
                scheduler,
                application.run(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--spring.main.banner-mode=off",
                        "--logging.level.root=warn"));
    }

    Scheduler scheduler() {
        return scheduler;
    }

    int port() {
        return port;
    }

    /** The header that names this server. */
    String host() {
        return "Host: localhost:" + port;
    }

    /** An answer; names of headers in any case. */
    record Reply(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        @SuppressWarnings("unchecked")
        Map<String, Object> json() {
            return (Map<String, Object>) Json.parse(body);
        }

        @SuppressWarnings("unchecked")
        List<Map<String, Object>> items() {
            return (List<Map<String, Object>>) json().get("items");
        }

        /** The refused values of a problem. */
        @SuppressWarnings("unchecked")
        List<Map<String, Object>> errors() {
            return (List<Map<String, Object>>) json().get("errors");
        }
    }

    Reply get(String path) throws IOException {
        return send("GET " + path, "", host());
    }

    Reply post(String path, String body) throws IOException {
        return send("POST " + path, body, host(), "Content-Type: application/json");
    }

    /** @param body JSON; empty for none */
    Reply call(String method, String path, String body) throws IOException {
        return body.isEmpty()
                ? send(method + " " + path, "", host())
                : send(method + " " + path, body, host(), "Content-Type: application/json");
    }

    /** Sends exactly these words; a client of the JDK would not let us choose Host. */
    Reply send(String request, String body, String... headers) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        boolean chunked = List.of(headers).contains("Transfer-Encoding: chunked");
        String length = content.length == 0 || chunked ? "" : "Content-Length: " + content.length + "\r\n";
        String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            out.write((request + " HTTP/1.1\r\n" + lines + length + "Connection: close\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            out.write(content);
            out.flush();
            return reply(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Reply reply(String text) {
        int end = text.indexOf("\r\n\r\n");
        List<String> head = text.substring(0, end).lines().toList();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        head.stream()
                .skip(1)
                .forEach(line -> headers.put(
                        line.substring(0, line.indexOf(':')),
                        line.substring(line.indexOf(':') + 1).strip()));
        String body = text.substring(end + 4);
        boolean chunked = "chunked".equals(headers.get("Transfer-Encoding"));
        return new Reply(Integer.parseInt(head.getFirst().split(" ", -1)[1]), headers, chunked ? joined(body) : body);
    }

    private static String joined(String chunks) {
        StringBuilder text = new StringBuilder();
        byte[] bytes = chunks.getBytes(StandardCharsets.UTF_8);
        int at = 0;
        while (true) {
            int line = at;
            while (bytes[line] != '\r') {
                line++;
            }
            int size = Integer.parseInt(new String(bytes, at, line - at, StandardCharsets.US_ASCII), 16);
            if (size == 0) {
                return text.toString();
            }
            text.append(new String(bytes, line + 2, size, StandardCharsets.UTF_8));
            at = line + 2 + size + 2;
        }
    }

    @Override
    public void close() {
        context.close();
        scheduler.close();
    }
}
