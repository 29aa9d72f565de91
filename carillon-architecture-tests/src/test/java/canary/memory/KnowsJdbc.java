package canary.memory;

import canary.jdbc.Dialect;

public final class KnowsJdbc {
    final Dialect dialect = new Dialect();
}
