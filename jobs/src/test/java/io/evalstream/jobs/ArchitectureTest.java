package io.evalstream.jobs;

import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** The directions in which modules and packages may depend on each other. */
@AnalyzeClasses(packages = "io.evalstream", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String METRICS = "io.evalstream.metrics";

    /** What every metric stands on; each other package right under {@code io.evalstream.metrics} is a family. */
    private static final Set<String> FOUNDATIONS = Set.of("state", "batch", "metric", "plan", "torch");

    @ArchTest
    static final ArchRule metricsKnowNoEngine = noClasses()
            .that()
            .resideInAPackage("io.evalstream.metrics..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..")
            .because("a metric can be tested, and used, without an engine")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyTheTorchPackageKnowsTensors = noClasses()
            .that()
            .resideOutsideOfPackage("io.evalstream.metrics.torch..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..")
            .because("tensors die where they are born");

    @ArchTest
    static final ArchRule onlyJobsKnowKafka = noClasses()
            .that()
            .resideOutsideOfPackage("io.evalstream.jobs..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "kafka..", "org.apache.flink.connector.kafka..")
            .because("the transport stays at the edge");

    @ArchTest
    static final ArchRule metricsDoNotSeeSchemas = noClasses()
            .that()
            .resideInAPackage("io.evalstream.metrics..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.evalstream.schemas..", "io.evalstream.operators..", "io.evalstream.jobs..", "org.apache.avro..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule schemasDoNotSeeMetrics = noClasses()
            .that()
            .resideInAPackage("io.evalstream.schemas..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.evalstream.metrics..",
                    "io.evalstream.operators..",
                    "io.evalstream.jobs..",
                    "org.apache.flink..");

    @ArchTest
    static final ArchRule operatorsDoNotSeeJobs = noClasses()
            .that()
            .resideInAPackage("io.evalstream.operators..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.evalstream.jobs..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule packagesAreAcyclic =
            slices().matching("io.evalstream.(**)").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule familiesDoNotImportEachOther = slices().assignedFrom(new Families())
            .should()
            .notDependOnEachOther()
            .because("a family can be read, tested and removed alone")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule foundationsDoNotImportFamilies = noClasses()
            .that(new InMetrics("the foundations of metrics", true))
            .should()
            .dependOnClassesThat(new InMetrics("a family of metrics", false))
            .because("families are found by ServiceLoader")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule namesSayWhatAClassIs =
            noClasses().should().haveNameMatching(".*(Impl|Utils?|Helpers?|Manager)");

    @ArchTest
    static final ArchRule everyPackageIsNullMarked = noClasses()
            .should(be(DescribedPredicate.describe(
                    "in a package without @NullMarked (add a package-info.java)",
                    (JavaClass type) -> !type.getPackage().isAnnotatedWith(NullMarked.class))));

    /** The name right under {@code io.evalstream.metrics}, or empty for a class that has none. */
    private static String part(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith(METRICS + ".")) {
            return "";
        }
        String rest = name.substring(METRICS.length() + 1);
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    private static final class InMetrics extends DescribedPredicate<JavaClass> {
        private final boolean foundation;

        InMetrics(String description, boolean foundation) {
            super(description);
            this.foundation = foundation;
        }

        @Override
        public boolean test(JavaClass type) {
            String part = part(type);
            return !part.isEmpty() && FOUNDATIONS.contains(part) == foundation;
        }
    }

    private static final class Families implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String part = part(type);
            return part.isEmpty() || FOUNDATIONS.contains(part) ? SliceIdentifier.ignore() : SliceIdentifier.of(part);
        }

        @Override
        public String getDescription() {
            return "families of metrics";
        }
    }
}
