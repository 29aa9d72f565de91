package io.carillon.jdbc;

import java.util.Comparator;
import java.util.UUID;

/** The order of ids: as unsigned numbers, which is that of their text and of the databases. */
final class Ids {
    static final Comparator<UUID> ORDER = Comparator.<UUID, Long>comparing(
                    UUID::getMostSignificantBits, Long::compareUnsigned)
            .thenComparing(UUID::getLeastSignificantBits, Long::compareUnsigned);

    private Ids() {}
}
