package io.carillon.benchmarks;

/** No database: for schedulers that forget. */
final class MemoryServer implements Server {
    @Override
    public Kind kind() {
        return Kind.MEMORY;
    }

    @Override
    public String description() {
        return "memory";
    }

    @Override
    public Place place() {
        return new Place("memory", this);
    }

    @Override
    public void remove(Place place) {}

    @Override
    public Usage usage(Place place) {
        return Usage.UNKNOWN;
    }

    @Override
    public void close() {}
}
