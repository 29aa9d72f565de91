package io.carillon.server;

import io.carillon.Scheduler;
import io.carillon.web.JobMetrics;
import io.carillon.web.WebSettings;
import io.carillon.web.api.Api;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The part of the program that Spring runs. */
final class HttpSide implements AutoCloseable {
    /** Room for what surrounds the parameters in a body. */
    private static final int ENVELOPE_BYTES = 64 << 10;

    private static final int DEFAULT_PARAMS_BYTES = 1 << 20;

    /** What HTTP speaks to. */
    record Parts(Scheduler scheduler, JobMetrics metrics, PrometheusMeterRegistry registry) {}

    private final ConfigurableApplicationContext context;
    private final @Nullable URI url;

    private HttpSide(ConfigurableApplicationContext context, @Nullable URI url) {
        this.context = context;
        this.url = url;
    }

    /**
     * Starts Spring.
     *
     * @param answers whether to answer requests; without, Spring only looks after logging
     * @throws StartException when the port is taken
     */
    static HttpSide start(boolean answers, Configuration configuration, ServerSettings settings, Parts parts)
            throws StartException {
        SpringApplication application = new SpringApplication(answers ? HttpApplication.class : Headless.class);
        application.setWebApplicationType(answers ? WebApplicationType.SERVLET : WebApplicationType.NONE);
        application.setRegisterShutdownHook(false);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setDefaultProperties(properties(configuration, settings));
        application.addInitializers(context -> prepare(context.getBeanFactory(), settings, parts));
        try {
            ConfigurableApplicationContext context = application.run(arguments(settings));
            return new HttpSide(context, answers ? url(context, settings) : null);
        } catch (RuntimeException e) {
            throw portInUse(e, settings);
        }
    }

    private static void prepare(ConfigurableListableBeanFactory beans, ServerSettings settings, Parts parts) {
        beans.registerSingleton("scheduler", parts.scheduler());
        beans.registerSingleton(
                "api", Api.of(parts.scheduler(), settings.engine().zone()));
        beans.registerSingleton("metrics", parts.metrics());
        beans.registerSingleton("registry", parts.registry());
        int params = Objects.requireNonNullElse(settings.engine().limits().maxParamsBytes(), DEFAULT_PARAMS_BYTES);
        beans.registerSingleton(
                "webSettings",
                new WebSettings(params + ENVELOPE_BYTES, true, settings.engine().enabled()));
    }

    /** The weakest settings first; what the user said of Spring's own keys replaces ours. */
    private static Map<String, Object> properties(Configuration configuration, ServerSettings settings) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("logging.level.root", "warn");
        properties.put("logging.level.io.carillon", settings.logLevel());
        LogSetup.QUIET.forEach(name -> properties.put("logging.level." + name, "error"));
        properties.put("logging.pattern.console", "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5p %c{0}: %m%n%wEx");
        properties.putAll(configuration.others());
        // What keeps it from starting is said by us, once.
        properties.put("logging.level.org.springframework.boot.SpringApplication", "off");
        properties.put("logging.level.org.springframework.boot.diagnostics", "off");
        properties.put("logging.level.org.springframework.boot.web.server.servlet.context", "off");
        return properties;
    }

    /** The strongest settings: what was decided before Spring came. */
    private static String[] arguments(ServerSettings settings) {
        return new String[] {
            "--server.address=" + settings.http().address(),
            "--server.port=" + settings.http().port(),
            "--spring.config.location=optional:classpath:/no-other-configuration/"
        };
    }

    private static URI url(ConfigurableApplicationContext context, ServerSettings settings) {
        WebServerApplicationContext web = (WebServerApplicationContext) context;
        int port = Objects.requireNonNull(web.getWebServer(), "web server").getPort();
        String address = settings.http().address();
        return URI.create("http://" + (address.contains(":") ? "[" + address + "]" : address) + ":" + port);
    }

    private static StartException portInUse(RuntimeException error, ServerSettings settings) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof PortInUseException) {
                String place = settings.http().address() + ":" + settings.http().port();
                return StartException.portInUse(
                        "port " + place + " is in use: stop what listens there, or choose another with --port", error);
            }
        }
        throw error;
    }

    /** Where it answers; null when it does not. */
    @Nullable URI url() {
        return url;
    }

    @Override
    public void close() {
        context.close();
    }

    /** Spring without anything in it. */
    static class Headless {}
}
