package io.carillon.cli;

import io.carillon.server.ConfigOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command finds the server or, when none runs, the store. */
final class ClientOptions {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Ask the server at this address, for example http://127.0.0.1:8080.")
    @Nullable URI url;

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration file; otherwise carillon.yaml here.")
    @Nullable Path config;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data folder; otherwise data beside the configuration file, or here.")
    @Nullable Path data;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Sets one setting; may be repeated.")
    List<String> set = new ArrayList<>();

    /** The sources of settings with what was said here. */
    ConfigOptions apply(ConfigOptions options) {
        ConfigOptions said = options.file(config).with(set);
        return data == null ? said : said.with("carillon.data", data);
    }
}
