package io.modelrouter.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A published module: its root package, and the order of its packages, each of which may use only those before it. */
enum Module {
    API(
            "io.modelrouter",
            "wire..",
            "chat..",
            "event..",
            "request..",
            "error..",
            "channel..",
            "quota..",
            "limit..",
            // A token names the account that pays and the models it may use.
            "auth..",
            "provider..",
            "observe..",
            ""),
    CORE(
            "io.modelrouter.core",
            "stream..",
            "dialect",
            "dialect.*..",
            "lane..",
            "route..",
            "health..",
            "tokens..",
            "quota..",
            "channel..",
            "limit..",
            "auth..",
            "record..",
            "pipeline..",
            ""),
    PROVIDERS(
            "io.modelrouter.providers",
            "http..",
            "openai..",
            "azure..",
            "claude..",
            "gemini..",
            "bedrock..",
            "vertex..",
            "compatible..",
            "demo..",
            ""),
    JDBC("io.modelrouter.store.jdbc"),
    REDIS("io.modelrouter.store.redis"),
    TESTKIT("io.modelrouter.testkit"),
    STARTER("io.modelrouter.starter");

    private final String root;
    private final List<String> order;

    Module(String root, String... order) {
        this.root = root;
        this.order = Arrays.stream(order)
                .map(name -> name.isEmpty() ? root : root + "." + name)
                .toList();
    }

    /** As package patterns; empty where the module is free in it. */
    List<String> order() {
        return order;
    }

    DescribedPredicate<JavaClass> classes() {
        return resideInAPackage(root + "..")
                .and(DescribedPredicate.not(inModulesBelow()))
                .as("belong to %s", this);
    }

    /** One slice for each package. */
    SliceAssignment packages() {
        DescribedPredicate<JavaClass> mine = classes();
        return new SliceAssignment() {
            @Override
            public String getDescription() {
                return "the packages of " + Module.this;
            }

            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return mine.test(type) ? SliceIdentifier.of(type.getPackageName()) : SliceIdentifier.ignore();
            }
        };
    }

    /** The root of the api is above the roots of all others. */
    private DescribedPredicate<JavaClass> inModulesBelow() {
        return Stream.of(values())
                .filter(other -> other != this && other.root.startsWith(root + "."))
                .map(other -> resideInAPackage(other.root + ".."))
                .reduce(DescribedPredicate.alwaysFalse(), (one, other) -> one.or(other));
    }
}
