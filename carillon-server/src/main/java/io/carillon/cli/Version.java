package io.carillon.cli;

import picocli.CommandLine;

/** Reads the version that Maven wrote into the jar; from a folder of classes there is none. */
final class Version implements CommandLine.IVersionProvider {
    /** The version, or a word for none. */
    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(development build)" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"carillon " + text()};
    }
}
