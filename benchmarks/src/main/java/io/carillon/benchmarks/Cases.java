package io.carillon.benchmarks;

import java.util.List;

/** All cases, in the order they are measured in. */
final class Cases {
    private static final List<Case> ALL = List.of(
            new DrainCase(),
            new EnqueueCase(),
            new SteadyCase(),
            new LatencyCase(),
            new SchedulesCase(),
            new IdleCase(),
            new GrowthCase(),
            new SnapshotCase(),
            new FailoverCase(),
            new StartCase(),
            new CronCase(),
            new LongCase(),
            new LogsCase());

    private Cases() {}

    static List<String> names() {
        return ALL.stream().map(Case::name).toList();
    }

    /** @param names as given; none means all, or those for a quick look */
    static List<Case> named(List<String> names, boolean quick) {
        if (names.isEmpty()) {
            return ALL.stream().filter(one -> !quick || one.quick()).toList();
        }
        return names.stream()
                .map(name -> ALL.stream()
                        .filter(one -> one.name().equals(name))
                        .findAny()
                        .orElseThrow(() -> new BadUsage(
                                "CASE: expected one of " + String.join(", ", names()) + ", got '" + name + "'")))
                .distinct()
                .toList();
    }
}
