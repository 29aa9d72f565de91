package canary.schedule;

import java.time.Clock;

public abstract class KnowsClocks {
    abstract Clock clock();
}
