package io.carillon.server;

import io.carillon.web.api.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How commands find the server of a data folder: {@code server.json} in it.
 *
 * @param url where it answers
 * @param pid its process
 * @param store which store it works on, so that a command that means another does not ask the wrong server
 */
public record ServerFile(URI url, long pid, String store) {
    private static final String NAME = "server.json";

    /** The server of a folder; empty when there is none, or its process is gone. */
    public static Optional<ServerFile> find(Path folder) {
        try {
            Object tree = Json.parse(Files.readAllBytes(folder.resolve(NAME)));
            if (tree instanceof Map<?, ?> map
                    && map.get("url") instanceof String url
                    && map.get("pid") instanceof Long pid
                    && map.get("store") instanceof String store
                    && ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
                return Optional.of(new ServerFile(URI.create(url), pid, store));
            }
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Announces a server, unless another living one of the folder is announced already. */
    void write(Path folder) throws IOException {
        if (find(folder).filter(other -> other.pid != pid).isPresent()) {
            return;
        }
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("url", url.toString());
        tree.put("pid", pid);
        tree.put("store", store);
        Files.createDirectories(folder);
        Path draft = Files.createTempFile(folder, NAME, ".tmp");
        Files.writeString(draft, Json.write(tree) + "\n");
        if (Files.getFileStore(draft).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
        }
        Files.move(draft, folder.resolve(NAME), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Takes the announcement back, if it is this server's. */
    void remove(Path folder) throws IOException {
        if (find(folder).filter(announced -> announced.pid == pid).isPresent()) {
            try {
                Files.delete(folder.resolve(NAME));
            } catch (NoSuchFileException gone) {
                return;
            }
        }
    }
}
