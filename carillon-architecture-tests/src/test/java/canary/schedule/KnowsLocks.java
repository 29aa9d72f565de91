package canary.schedule;

import java.util.concurrent.locks.Lock;

abstract class KnowsLocks {
    abstract Lock lock();
}
