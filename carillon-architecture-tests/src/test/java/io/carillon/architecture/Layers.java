package io.carillon.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * Who may know whom, by package. The root is a parameter so that the canaries, which break each rule once, are judged by
 * the very rules that judge the product.
 *
 * @param root the package that all others hang below, {@code io.carillon} for the product
 * @param code everything below that root, without tests
 */
record Layers(String root, JavaClasses code) {
    private static final List<String> CORE = List.of("", ".schedule..", ".spi..", ".memory..", ".internal..");
    private static final List<String> MODULES = List.of(
            ".jdbc..",
            ".redis..",
            ".tasks..",
            ".web..",
            ".spring..",
            ".server..",
            ".cli..",
            ".test..",
            ".examples..",
            ".benchmarks..");

    /** The rules by name; the canaries are listed by the same names. */
    Map<String, ArchRule> rules() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        rules.put("core knows no other module", noneOf(in(CORE), in(MODULES)));
        for (String module : List.of("jdbc", "tasks", "web", "test")) {
            rules.put(module + " knows core only", noneOf(in("." + module + ".."), in(allModulesBut(module))));
        }
        rules.put("internal is for core and test only", noneOf(in(allModulesBut("test")), in(".internal..")));
        rules.put("schedule knows java.time only", scheduleKnowsJavaTimeOnly());
        rules.put("schedule has no clock", noneOf(in(".schedule.."), isClock()));
        rules.put("core and stores are told the time", coreAndStoresAreToldTheTime());
        rules.put("there is no back door to the store", thereIsNoBackDoorToTheStore());
        rules.put("every package is null-marked", everyPackageIsNullMarked());
        return rules;
    }

    /** The top-level public types of core: how much a newcomer can meet. */
    List<String> publicTypesOfCore() {
        return code.stream()
                .filter(in(CORE))
                .filter(type -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getName)
                .sorted()
                .toList();
    }

    private ArchRule scheduleKnowsJavaTimeOnly() {
        return classes()
                .that(in(".schedule.."))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        root + ".schedule..",
                        "java.lang..",
                        "java.time..",
                        "java.util",
                        "java.util.function",
                        "java.util.regex",
                        "java.util.stream",
                        "org.jspecify.annotations"));
    }

    private ArchRule coreAndStoresAreToldTheTime() {
        return noClasses()
                .that(in(Stream.concat(CORE.stream(), Stream.of(".jdbc..")).toList()))
                .should()
                .callMethodWhere(describe("the machine's clock is read directly", Layers::readsTheClock));
    }

    private ArchRule thereIsNoBackDoorToTheStore() {
        Set<String> operations = storeOperations();
        return noClasses()
                .that(in(List.of(".web..", ".server..", ".cli..", ".examples..")))
                .should()
                .callMethodWhere(describe(
                        "an operation of the store is called",
                        call -> operations.contains(call.getTargetOwner().getName())));
    }

    private ArchRule everyPackageIsNullMarked() {
        Set<String> marked = code.stream()
                .filter(type -> type.getSimpleName().equals("package-info"))
                .filter(type -> type.isAnnotatedWith(NullMarked.class))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toSet());
        DescribedPredicate<JavaClass> liveInOne =
                describe("live in a @NullMarked package", type -> marked.contains(type.getPackageName()));
        return classes().should(ArchCondition.from(liveInOne));
    }

    /** What {@code Store} hands out: the interfaces with the operations. */
    private Set<String> storeOperations() {
        return code.stream()
                .filter(type -> type.getName().equals(root + ".spi.Store"))
                .flatMap(store -> store.getMethods().stream())
                .map(JavaMethod::getRawReturnType)
                .filter(type -> type.isInterface() && type.getPackageName().equals(root + ".spi"))
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
    }

    private static boolean readsTheClock(JavaMethodCall call) {
        JavaClass owner = call.getTargetOwner();
        boolean now = call.getName().equals("now")
                && owner.getPackageName().equals("java.time")
                && call.getTarget().getRawParameterTypes().stream().noneMatch(isClock());
        return now || (owner.isEquivalentTo(System.class) && call.getName().equals("currentTimeMillis"));
    }

    private static DescribedPredicate<JavaClass> isClock() {
        return describe(
                "are clocks", type -> type.isEquivalentTo(Clock.class) || type.isEquivalentTo(InstantSource.class));
    }

    private static ArchRule noneOf(DescribedPredicate<JavaClass> users, DescribedPredicate<JavaClass> used) {
        return noClasses().that(users).should().dependOnClassesThat(used);
    }

    private static List<String> allModulesBut(String module) {
        return MODULES.stream()
                .filter(Predicate.not(("." + module + "..")::equals))
                .toList();
    }

    private DescribedPredicate<JavaClass> in(String packages) {
        return in(List.of(packages));
    }

    private DescribedPredicate<JavaClass> in(List<String> packages) {
        return resideInAnyPackage(packages.stream().map(root::concat).toArray(String[]::new));
    }
}
