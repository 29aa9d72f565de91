package canary.tasks;

public final class Shell {}
