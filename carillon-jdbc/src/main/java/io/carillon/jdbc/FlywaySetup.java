package io.carillon.jdbc;

import org.flywaydb.core.api.configuration.ClassicConfiguration;
import org.flywaydb.core.internal.plugin.PluginRegister;

/**
 * Flyway's options, with plugins that its copies of the options share.
 *
 * <p>Flyway copies its options twice before it begins, and each plugin by writing it as JSON and reading it back: half of
 * what a migration costs, 0.35 s of CPU in a new process. Nobody changes these plugins, so one set of them does.
 */
final class FlywaySetup extends ClassicConfiguration {
    private final PluginRegister plugins = new SharedPlugins();

    FlywaySetup(ClassLoader loader) {
        super(loader);
    }

    @Override
    public PluginRegister getPluginRegister() {
        return plugins;
    }

    private static final class SharedPlugins extends PluginRegister {
        @Override
        public PluginRegister getCopy() {
            return this;
        }
    }
}
