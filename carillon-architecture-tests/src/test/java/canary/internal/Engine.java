package canary.internal;

public final class Engine {
    private Engine() {}
}
