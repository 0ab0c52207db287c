package org.unikraft.core.analyze;

import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Modules of the JDK that no class refers to, because they are found as services when the program runs. Each is taken
 * when the application, or a library of it, uses the interface behind which it stands: without it the program would
 * run, but do something else than on a whole JDK.
 *
 * <p>{@code jlink --bind-services} would take all of them, with the compiler, the debugger and the desktop.
 */
final class ServiceModules {
    /** A module, and the fields, methods ({@code owner.name}) or classes of which any use asks for it. */
    private record Rule(String module, Set<String> members, Set<String> classes) {}

    private static final List<Rule> RULES = List.of(
            members(
                    "jdk.zipfs",
                    "java/nio/file/FileSystems.newFileSystem",
                    "java/nio/file/spi/FileSystemProvider.installedProviders"),
            members(
                    "jdk.charsets",
                    "java/nio/charset/Charset.forName",
                    "java/nio/charset/Charset.isSupported",
                    "java/nio/charset/Charset.availableCharsets"),
            members(
                    "jdk.localedata",
                    "java/util/Locale.forLanguageTag",
                    "java/util/Locale.<init>",
                    "java/util/Locale.of",
                    "java/util/Locale.getAvailableLocales",
                    "java/util/Locale.GERMANY",
                    "java/util/Locale.GERMAN",
                    "java/util/Locale.FRANCE",
                    "java/util/Locale.FRENCH",
                    "java/util/Locale.ITALY",
                    "java/util/Locale.ITALIAN",
                    "java/util/Locale.JAPAN",
                    "java/util/Locale.JAPANESE",
                    "java/util/Locale.KOREA",
                    "java/util/Locale.KOREAN",
                    "java/util/Locale.UK",
                    "java/util/Locale.CANADA",
                    "java/util/Locale.CANADA_FRENCH",
                    "java/util/Locale.CHINA",
                    "java/util/Locale.CHINESE",
                    "java/util/Locale.SIMPLIFIED_CHINESE",
                    "java/util/Locale.TRADITIONAL_CHINESE",
                    "java/util/Locale.PRC",
                    "java/util/Locale.TAIWAN"),
            classes(
                    "jdk.crypto.ec",
                    "javax/net/ssl/SSLContext",
                    "javax/net/ssl/SSLSocketFactory",
                    "java/net/http/HttpClient",
                    "java/net/URL",
                    "java/security/KeyPairGenerator",
                    "java/security/KeyFactory",
                    "java/security/Signature",
                    "java/security/AlgorithmParameters",
                    "javax/crypto/KeyAgreement",
                    "java/security/cert/CertificateFactory",
                    "java/security/KeyStore",
                    "java/security/Security"),
            classes("jdk.management", "java/lang/management/ManagementFactory"),
            classes("jdk.naming.dns", "javax/naming/InitialContext", "javax/naming/directory/InitialDirContext"),
            classes("java.logging", "java/lang/System$Logger"));

    private ServiceModules() {}

    private static Rule members(String module, String... members) {
        return new Rule(module, Set.of(members), Set.of());
    }

    private static Rule classes(String module, String... classes) {
        return new Rule(module, Set.of(), Set.of(classes));
    }

    /** The modules that what was scanned asks for, of those that a JDK has. */
    static SortedSet<String> of(ClassScanner classes, SortedSet<String> jdkModules) {
        SortedSet<String> modules = new TreeSet<>();
        for (Rule rule : RULES) {
            boolean asked = rule.members().stream().anyMatch(classes.members::contains)
                    || rule.classes().stream().anyMatch(classes.referenced::contains);
            if (asked && jdkModules.contains(rule.module())) {
                modules.add(rule.module());
            }
        }
        return modules;
    }
}
