package io.carillon.web;

import io.carillon.Scheduler;
import java.time.Duration;
import java.util.List;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * REST, health, metrics and the page. Needs beans of {@link Scheduler}, {@link io.carillon.web.api.Api},
 * {@link WebSettings}, {@link JobMetrics} and a {@code PrometheusMeterRegistry}.
 */
@Configuration(proxyBeanMethods = false)
@Import({
    JobsController.class,
    SchedulesController.class,
    ClusterController.class,
    HealthController.class,
    MetricsController.class,
    PageController.class,
    Refusals.class
})
public class WebConfiguration {
    private static final Duration READINESS_PATIENCE = Duration.ofSeconds(2);

    @Bean
    Readiness readiness(Scheduler scheduler, WebSettings settings) {
        return new Readiness(scheduler, settings.runsJobs(), READINESS_PATIENCE);
    }

    @Bean
    WebMvcConfigurer carillonArguments(WebSettings settings) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new QueryGuard()).addPathPatterns("/api/**");
            }

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new JsonBodyReader(settings.maxBodyBytes()));
            }
        };
    }

    @Bean
    FilterRegistrationBean<LoopbackGuard> loopbackGuard(WebSettings settings) {
        FilterRegistrationBean<LoopbackGuard> guard = new FilterRegistrationBean<>(new LoopbackGuard());
        guard.setEnabled(settings.loopbackOnly());
        guard.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return guard;
    }

    /** Names of schedules and queues may hold a slash, which comes as %2F. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> slashesInNames() {
        return factory ->
                factory.addConnectorCustomizers(connector -> connector.setEncodedSolidusHandling("passthrough"));
    }

    /** What Tomcat refuses before any of us sees it looks as every other refusal. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problems() {
        return factory -> factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ProblemValve.class.getName());
            }
        });
    }
}
