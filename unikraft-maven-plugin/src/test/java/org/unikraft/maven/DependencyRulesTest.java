package org.unikraft.maven;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.apache.maven.plugin.Mojo;
import org.junit.jupiter.api.Test;

/** A mojo translates and hands over: it uses core's facade, values and runner, and nothing of how they work. */
class DependencyRulesTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.unikraft.maven");

    @Test
    void seesNothingOfCoresInside() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.unikraft.core.analyze..",
                        "org.unikraft.core.elf..",
                        "org.unikraft.core.image..",
                        "org.unikraft.core.link..")
                .check(classes);
    }

    @Test
    void goalsAreNamedAfterWhatTheyAre() {
        classes()
                .that()
                .implement(Mojo.class)
                .should()
                .haveSimpleNameEndingWith("Mojo")
                .check(classes);
    }
}
