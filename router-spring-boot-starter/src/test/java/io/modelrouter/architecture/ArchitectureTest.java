package io.modelrouter.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The plan of the house, executable: what may use what. */
@DisplayName("In the house")
class ArchitectureTest {
    private static final JavaClasses HOUSE = House.classes();

    @Nested
    @DisplayName("the arrows between modules")
    class Arrows {
        @Test
        void the_api_uses_no_other_module() {
            noClassOf(Module.API)
                    .mayUse(Module.CORE, Module.PROVIDERS, Module.JDBC, Module.REDIS, Module.TESTKIT, Module.STARTER);
        }

        @Test
        void the_core_uses_only_the_api() {
            noClassOf(Module.CORE).mayUse(Module.PROVIDERS, Module.JDBC, Module.REDIS, Module.TESTKIT, Module.STARTER);
        }

        @Test
        void the_providers_use_only_the_api() {
            noClassOf(Module.PROVIDERS).mayUse(Module.CORE, Module.JDBC, Module.REDIS, Module.TESTKIT, Module.STARTER);
        }

        @Test
        void the_stores_use_only_the_api() {
            noClassOf(Module.JDBC).mayUse(Module.CORE, Module.PROVIDERS, Module.REDIS, Module.TESTKIT, Module.STARTER);
            noClassOf(Module.REDIS).mayUse(Module.CORE, Module.PROVIDERS, Module.JDBC, Module.TESTKIT, Module.STARTER);
        }

        @Test
        void the_testkit_uses_only_the_api() {
            noClassOf(Module.TESTKIT).mayUse(Module.CORE, Module.PROVIDERS, Module.JDBC, Module.REDIS, Module.STARTER);
        }

        @Test
        void the_starter_does_not_use_the_testkit() {
            noClassOf(Module.STARTER).mayUse(Module.TESTKIT);
        }
    }

    @Nested
    @DisplayName("the packages of a module")
    class Packages {
        @ParameterizedTest
        @EnumSource
        void have_no_cycle(Module module) {
            check(slices().assignedFrom(module.packages())
                    .should()
                    .beFreeOfCycles()
                    .as("The packages of the module " + module + " should be free of cycles"));
        }

        @ParameterizedTest
        @EnumSource
        void use_only_those_before_them(Module module) {
            List<String> order = module.order();
            for (int i = 0; i < order.size() - 1; i++) {
                String[] later = order.subList(i + 1, order.size()).toArray(String[]::new);
                check(noClasses()
                        .that(resideInAPackage(order.get(i)))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(later)));
            }
        }

        @ParameterizedTest
        @EnumSource
        void have_a_place_in_the_order(Module module) {
            if (module.order().isEmpty()) {
                return;
            }
            check(classes()
                    .that(module.classes())
                    .should()
                    .resideInAnyPackage(module.order().toArray(String[]::new))
                    .because("a new package gets its place in " + Module.class.getSimpleName()));
        }

        @Test
        void of_one_dialect_do_not_use_another_dialect() {
            check(slices().matching("io.modelrouter.core.dialect.(*)..")
                    .should()
                    .notDependOnEachOther());
        }

        @Test
        void are_all_null_marked() {
            Set<String> unmarked = packagesOf(HOUSE)
                    .filter(aPackage -> !aPackage.isAnnotatedWith(NullMarked.class))
                    .map(JavaPackage::getName)
                    .collect(Collectors.toCollection(TreeSet::new));

            assertThat(unmarked)
                    .as("packages whose package-info has no @NullMarked")
                    .isEmpty();
        }
    }

    @Nested
    @DisplayName("a library")
    class Libraries {
        @Test
        void spring_stays_in_the_starter() {
            only("io.modelrouter.starter..").mayUse("org.springframework..");
        }

        @Test
        void the_servlet_api_stays_in_the_starter() {
            only("io.modelrouter.starter..").mayUse("jakarta.servlet..");
        }

        @Test
        void okhttp_stays_in_the_transport_of_the_providers() {
            only("io.modelrouter.providers.http..").mayUse("okhttp3..", "okio..");
        }

        @Test
        void resilience4j_stays_in_health() {
            only("io.modelrouter.core.health..").mayUse("io.github.resilience4j..");
        }

        @Test
        void caffeine_stays_out_of_the_api() {
            check(noClasses()
                    .that(Module.API.classes())
                    .should()
                    .dependOnClassesThat(resideInAPackage("com.github.benmanes.caffeine..")));
        }

        @Test
        void jackson_2_is_nowhere() {
            // Its annotations alone are those of Jackson 3 too.
            check(noClasses()
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage("com.fasterxml.jackson.core..", "com.fasterxml.jackson.databind..")));
        }

        @Test
        void does_not_show_in_what_the_api_offers() {
            check(classes()
                    .that(Module.API.classes())
                    .should(offerOnly("java..", "org.jspecify..", "io.modelrouter..")));
        }
    }

    private static ArrowRule noClassOf(Module module) {
        return others -> check(noClasses()
                .that(module.classes())
                .should()
                .dependOnClassesThat(Arrays.stream(others)
                        .map(Module::classes)
                        .reduce(DescribedPredicate.alwaysFalse(), (one, other) -> one.or(other))
                        .as("belong to %s", Arrays.toString(others))));
    }

    private static LibraryRule only(String place) {
        return libraries -> check(noClasses()
                .that(DescribedPredicate.not(resideInAPackage(place)))
                .should()
                .dependOnClassesThat(resideInAnyPackage(libraries)));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(HOUSE);
    }

    private static Stream<JavaPackage> packagesOf(JavaClasses classes) {
        return classes.stream().map(JavaClass::getPackage).distinct();
    }

    /** Every type in the signature of a public or protected member, and of the class itself, comes from there. */
    private static ArchCondition<JavaClass> offerOnly(String... packages) {
        DescribedPredicate<JavaClass> allowed = resideInAnyPackage(packages)
                .or(DescribedPredicate.describe(
                        "are primitive", type -> type.getBaseComponentType().isPrimitive()));
        return new ArchCondition<>("offer only types from " + String.join(", ", packages)) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!isOffered(type)) {
                    return;
                }
                Stream.concat(
                                supertypes(type),
                                type.getMembers().stream()
                                        .filter(ArchitectureTest::isOffered)
                                        .flatMap(ArchitectureTest::signature))
                        .flatMap(shown -> shown.getAllInvolvedRawTypes().stream())
                        .filter(allowed.negate())
                        .distinct()
                        .forEach(foreign -> events.add(SimpleConditionEvent.violated(
                                type, type.getFullName() + " shows " + foreign.getFullName())));
            }
        };
    }

    private static boolean isOffered(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(ArchitectureTest::isOffered).orElse(true);
    }

    private static boolean isOffered(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static Stream<JavaType> supertypes(JavaClass type) {
        return Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
    }

    private static Stream<JavaType> signature(JavaMember member) {
        if (member instanceof JavaField field) {
            return Stream.of(field.getType());
        }
        JavaCodeUnit code = (JavaCodeUnit) member;
        return Stream.of(
                        Stream.of(code.getReturnType()),
                        code.getParameterTypes().stream(),
                        code.getExceptionTypes().stream())
                .flatMap(types -> types);
    }

    private interface ArrowRule {
        void mayUse(Module... others);
    }

    private interface LibraryRule {
        void mayUse(String... libraries);
    }
}
