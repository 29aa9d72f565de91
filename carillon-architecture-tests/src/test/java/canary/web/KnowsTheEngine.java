package canary.web;

import canary.internal.Engine;

abstract class KnowsTheEngine {
    abstract Engine engine();
}
