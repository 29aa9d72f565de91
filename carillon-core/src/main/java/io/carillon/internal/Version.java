package io.carillon.internal;

import org.jspecify.annotations.Nullable;

/** Carillon's version, as its jar says. */
final class Version {
    static final String NUMBER = of(Version.class.getPackage().getImplementationVersion());

    private Version() {}

    private static String of(@Nullable String implementation) {
        return implementation == null ? "dev" : implementation;
    }
}
