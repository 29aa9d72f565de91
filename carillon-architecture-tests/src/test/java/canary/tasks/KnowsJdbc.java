package canary.tasks;

import canary.jdbc.Dialect;

final class KnowsJdbc {
    final Dialect dialect = new Dialect();
}
