package io.quorate;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;

import org.junit.jupiter.api.Test;

/** Who may know whom in this module. */
final class ClientImportsTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ClientImportsTest::isOfMain)
                    .importPackages("io.quorate.client", "io.quorate.cli", "io.quorate.verify");

    private static boolean isOfMain(Location location) {
        return !location.contains("/test/") && !location.contains("/test-classes/");
    }

    @Test
    void nobodyKnowsTheServer() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quorate.core..",
                        "io.quorate.replica..",
                        "io.quorate.adapter..",
                        "io.quorate.boot..",
                        "io.quorate.peer..")
                .check(CLASSES);
    }

    @Test
    void theClientDoesNotKnowKvctl() {
        noClasses()
                .that()
                .resideInAPackage("io.quorate.client..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quorate.cli..", "picocli..", "org.HdrHistogram..")
                .check(CLASSES);
    }

    @Test
    void theRulesOfTheClientArePure() {
        noClasses()
                .that()
                .resideInAPackage("io.quorate.client.core..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("io.quorate.client.core..", "java.lang..", "java.util..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.quorate.client.core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(
                        java.util.HashMap.class,
                        java.util.HashSet.class,
                        java.util.Random.class,
                        Thread.class)
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }

    /** A checker that shared code with what it judges would share its mistakes. */
    @Test
    void theCheckersAreOnTheirOwn() {
        noClasses()
                .that()
                .resideInAPackage("io.quorate.verify..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "io.quorate.verify..",
                        "java.io..",
                        "java.lang..",
                        "java.util",
                        "java.util.function..",
                        "java.util.stream..")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(java.util.Random.class, Thread.class)
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineKnowsPicocli() {
        noClasses()
                .that()
                .resideInAPackage("io.quorate.cli.bench..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..")
                .check(CLASSES);
    }
}
