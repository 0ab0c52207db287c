package org.unikraft.core;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may see whom (docs/design.md, "The pipeline"). */
class ArchitectureTest {
    private static final String CORE = "org.unikraft.core.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.unikraft.core");

    @ParameterizedTest
    @ValueSource(strings = {"model", "elf"})
    void valuesAndFormatsSeeOnlyTheJdk(String part) {
        classes()
                .that()
                .resideInAPackage(CORE + part + "..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(CORE + part + "..", "java..", "javax.xml.."))
                .check(CLASSES);
    }

    @ParameterizedTest
    @CsvSource({"link, ", "analyze, org.objectweb.asm..", "resolve, ", "image, ", "report, ", "run, "})
    void phasesSeeValuesAndFormatsAndNeverEachOther(String phase, String library) {
        String more = library == null ? "java.." : library;
        classes()
                .that()
                .resideInAPackage(CORE + phase + "..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        CORE + phase + "..",
                        CORE + "model",
                        CORE + "elf",
                        "java..",
                        "javax..",
                        "jdk..",
                        "com.sun..",
                        more))
                .check(CLASSES);
    }

    @Test
    void onlyTheFacadeComposes() {
        noClasses()
                .that(resideInAPackage(CORE + "*.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.unikraft.core")
                .check(CLASSES);
    }

    @Test
    void coreKnowsNothingOfMaven() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.maven..", "org.eclipse.aether..", "org.codehaus.plexus..")
                .check(CLASSES);
    }

    /** What a CPU is to the linker does not know the linker. */
    @Test
    void cpusSeeOnlyTheirInterface() {
        noClasses()
                .that(resideInAPackage(CORE + "link.cpu"))
                .should()
                .dependOnClassesThat(resideInAnyPackage(CORE + "link", CORE + "link.x86_64"))
                .check(CLASSES);
        noClasses()
                .that(resideInAPackage(CORE + "link.x86_64"))
                .should()
                .dependOnClassesThat(resideInAPackage(CORE + "link"))
                .check(CLASSES);
    }

    @Test
    void partsFormNoCycles() {
        slices().matching("org.unikraft.core.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    /** Core emits events; what is printed is the caller's. */
    @Test
    void corePrintsNothing() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }
}
