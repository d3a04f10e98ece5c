package io.orbit.control.core;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The core knows no clock, no chance, no thread, no input or output, no log and no framework. */
final class CoreIsPureTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.orbit.control.core");

    private static final Set<String> PACKAGES = Set.of(
            "io.orbit.control.core",
            "java.lang",
            "java.lang.annotation",
            "java.lang.invoke",
            "java.lang.runtime",
            "java.util",
            "java.util.function",
            "java.util.stream",
            "org.jspecify.annotations");

    /** What those packages hold of the world outside. */
    private static final Set<String> OUTSIDE = Set.of(
            "java.lang.System",
            "java.lang.Runtime",
            "java.lang.Thread",
            "java.lang.ThreadLocal",
            "java.lang.ProcessBuilder",
            "java.util.Calendar",
            "java.util.Date",
            "java.util.Locale",
            "java.util.Random",
            "java.util.Scanner",
            "java.util.ServiceLoader",
            "java.util.SplittableRandom",
            "java.util.TimeZone",
            "java.util.Timer",
            "java.util.UUID");

    @Test
    void theCoreIsThere() {
        assertThat(CORE.contain(Decider.class)).isTrue();
        assertThat(CORE.contain(StoriesTest.class)).isFalse();
    }

    @Test
    void theCoreDependsOnTheLanguageAndTheErrorCodesAlone() {
        DescribedPredicate<JavaClass> pure = describe("are values and rules", used -> {
            JavaClass base = used.getBaseComponentType();
            boolean plain = base.isPrimitive() || PACKAGES.contains(base.getPackageName());
            return (plain && !OUTSIDE.contains(base.getName()))
                    || base.getName().startsWith("io.orbit.schemas.ErrorCode");
        });

        classes().should().onlyDependOnClassesThat(pure).check(CORE);
    }

    @Test
    void theCoreThrowsNoDice() {
        noClasses().should().callMethod(Math.class, "random").check(CORE);
    }

    @Test
    void theCoreSaysTheSameInEveryLocale() {
        Locale before = Locale.getDefault();
        List<Event> here = Story.tell(7, Rules.REAL, new Coverage()).house.log;
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));

            List<Event> there = Story.tell(7, Rules.REAL, new Coverage()).house.log;

            assertThat(there).isEqualTo(here);
        } finally {
            Locale.setDefault(before);
        }
    }
}
