package io.carillon.examples.docs;

import java.nio.file.Path;

/** How child processes are started: with the java and the class path of the tests. */
final class ChildJvm {
    private ChildJvm() {}

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
