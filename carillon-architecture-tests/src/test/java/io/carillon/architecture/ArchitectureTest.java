package io.carillon.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The product keeps the rules, and a canary breaks each of them once: a rule that cannot fail is worse than none. */
class ArchitectureTest {
    private static final int MOST_PUBLIC_TYPES_OF_CORE = 45;

    private static final Layers PRODUCT = new Layers(
            "io.carillon",
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .withImportOption(location -> !location.contains("/jmh_generated/"))
                    .importPackages("io.carillon"));
    private static final Layers CANARIES = new Layers("canary", importCanaries());

    /** The class below {@code canary} that breaks the rule of this name. */
    private static final Map<String, String> CULPRITS = Map.ofEntries(
            Map.entry("core knows no other module", "canary.memory.KnowsJdbc"),
            Map.entry("jdbc knows core only", "canary.jdbc.KnowsWeb"),
            Map.entry("tasks knows core only", "canary.tasks.KnowsJdbc"),
            Map.entry("web knows core only", "canary.web.KnowsTasks"),
            Map.entry("test knows core only", "canary.test.KnowsJdbc"),
            Map.entry("internal is for core and test only", "canary.web.KnowsTheEngine"),
            Map.entry("schedule knows java.time only", "canary.schedule.KnowsLocks"),
            Map.entry("schedule has no clock", "canary.schedule.KnowsClocks"),
            Map.entry("core and stores are told the time", "canary.jdbc.ReadsTheClock"),
            Map.entry("there is no back door to the store", "canary.web.OpensTheStore"),
            Map.entry("every package is null-marked", "canary.unmarked.MayBeNull"));

    @TestFactory
    Stream<DynamicTest> the_product_keeps_the_rule() {
        return PRODUCT.rules().entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.getKey(), () -> rule.getValue().check(PRODUCT.code())));
    }

    @TestFactory
    Stream<DynamicTest> the_rule_catches_its_canary() {
        return CANARIES.rules().entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getKey(), () -> {
                    List<String> complaints = rule.getValue()
                            .evaluate(CANARIES.code())
                            .getFailureReport()
                            .getDetails();
                    assertThat(complaints).anyMatch(complaint -> complaint.contains(CULPRITS.get(rule.getKey())));
                    assertThat(complaints).noneMatch(complaint -> complaint.startsWith("Class <canary.web.Innocent>"));
                }));
    }

    @Test
    void every_module_is_looked_at() {
        assertThat(PRODUCT.code())
                .extracting(JavaClass::getPackageName)
                .contains(
                        "io.carillon",
                        "io.carillon.schedule",
                        "io.carillon.spi",
                        "io.carillon.memory",
                        "io.carillon.internal",
                        "io.carillon.jdbc",
                        "io.carillon.tasks",
                        "io.carillon.web",
                        "io.carillon.server",
                        "io.carillon.cli",
                        "io.carillon.test",
                        "io.carillon.examples",
                        "io.carillon.benchmarks");
    }

    @Test
    void core_stays_small_enough_to_learn() {
        assertThat(PRODUCT.publicTypesOfCore()).hasSizeLessThanOrEqualTo(MOST_PUBLIC_TYPES_OF_CORE);
    }

    @Test
    void public_types_are_counted() {
        assertThat(CANARIES.publicTypesOfCore())
                .containsExactly(
                        "canary.internal.Engine",
                        "canary.memory.KnowsJdbc",
                        "canary.schedule.KnowsClocks",
                        "canary.spi.Store");
    }

    private static JavaClasses importCanaries() {
        return new ClassFileImporter().importPackages("canary");
    }
}
