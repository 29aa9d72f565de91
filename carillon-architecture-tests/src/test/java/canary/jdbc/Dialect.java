package canary.jdbc;

public final class Dialect {}
