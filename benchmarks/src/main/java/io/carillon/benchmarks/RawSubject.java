package io.carillon.benchmarks;

/** Loops of plain SQL by one connection in batches: what a design could reach if a scheduler cost nothing. */
record RawSubject(RawDesign design) implements Subject {
    @Override
    public String name() {
        return design.subject();
    }

    @Override
    public boolean rescues() {
        return false;
    }

    @Override
    public boolean worksOn(Kind kind) {
        return kind != Kind.MEMORY;
    }

    @Override
    public Engine open(Place place, Options options) throws Exception {
        return new RawEngine(design, place);
    }
}
