package io.carillon.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** All subjects that keep jobs. */
final class Subjects {
    private Subjects() {}

    /** Carillon first, then the chosen peers. */
    static List<Subject> on(Kind kind, Peers peers) {
        return all().stream()
                .filter(subject -> subject.worksOn(kind) && peers.include(subject.name()))
                .toList();
    }

    /** @throws BadUsage when there is none of this name */
    static Subject named(String name) {
        return all().stream()
                .filter(subject -> subject.name().equals(name))
                .findAny()
                .orElseThrow(() -> new BadUsage("expected a subject that keeps jobs, got '" + name + "'"));
    }

    private static List<Subject> all() {
        List<Subject> all = new ArrayList<>();
        all.add(new CarillonSubject());
        Arrays.stream(RawDesign.values()).map(RawSubject::new).forEach(all::add);
        all.add(new DbSchedulerSubject());
        all.add(new JobRunrSubject());
        all.add(new QuartzSubject());
        all.add(new MemorySubject("spring"));
        all.add(new MemorySubject("jdk"));
        return all;
    }
}
