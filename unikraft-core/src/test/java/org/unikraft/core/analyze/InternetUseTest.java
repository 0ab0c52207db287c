package org.unikraft.core.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.unikraft.core.TestJar;
import org.unikraft.core.model.JavaApplication;

/** What of an application leads to sockets of the internet's families is found, and AF_UNIX alone is not taken for it. */
class InternetUseTest {
    private static final Path JDK = Path.of(System.getProperty("java.home"));
    private static final String MAIN = "package a; class One { public static void main(String[] x) {} }";
    private static final String UNIX_ONLY = """
            package a;
            import java.io.IOException;
            import java.net.*;
            import java.nio.channels.*;
            class One {
                public static void main(String[] x) throws IOException {
                    SocketAddress address = UnixDomainSocketAddress.of("/run/socket");
                    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                        server.bind(address);
                        SocketChannel client = SocketChannel.open(address);
                        client.setOption(StandardSocketOptions.SO_SNDBUF, 4096);
                        client.register(Selector.open(), SelectionKey.OP_READ);
                    } catch (SocketException e) {
                        System.out.println(URI.create("unix:/run/socket") + System.getProperty("javax.net.ssl.trustStore"));
                    }
                }
            }
            """;

    @TempDir
    Path directory;

    @Test
    void takesNothingForItThatOpensUnixSocketsOnly() {
        assertThat(evidence(UNIX_ONLY)).isEmpty();
        assertThat(evidence(MAIN)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    new java.net.ServerSocket(80)                                           | a.One refers to java.net.ServerSocket
                    java.nio.channels.SocketChannel.open()                                  | a.One uses java.nio.channels.SocketChannel.open
                    java.nio.channels.SocketChannel.open(java.net.StandardProtocolFamily.UNIX).socket() | a.One refers to java.net.Socket
                    java.nio.channels.SocketChannel.open(java.net.StandardProtocolFamily.valueOf("INET")) | a.One uses java.net.StandardProtocolFamily.valueOf
                    java.nio.channels.DatagramChannel.open()                                | a.One refers to java.nio.channels.DatagramChannel
                    new java.net.URL("http://localhost")                                    | a.One makes java.net.URL
                    One.class.getResource("x").openStream()                                 | a.One uses java.net.URL.openStream
                    java.net.http.HttpClient.newHttpClient()                                | a.One refers to java.net.http.HttpClient
                    Class.forName("java.net.Socket").getConstructor()                       | a.One names java.net.Socket
                    Class.forName("java.nio.channels.SocketChannel").getMethod("open")      | a.One names java.nio.channels.SocketChannel
                    javax.naming.InitialContext.doLookup("ldap://x")                        | a.One refers to javax.naming.InitialContext
                    com.sun.net.httpserver.HttpServer.create()                              | a.One refers to com.sun.net.httpserver.HttpServer
                    java.lang.reflect.Array.newInstance(java.net.InetAddress[].class, 1)    | a.One refers to java.net.InetAddress
                    """)
    void findsWhatOpensOthers(String expression, String evidence) {
        assertThat(evidence("package a; class One { public static void main(String[] x) throws Exception { Object o = "
                        + expression + "; } }"))
                .containsExactly(evidence);
    }

    /** The first class opens a channel of AF_UNIX, the second one without a family. */
    @Test
    void tellsMethodsOfOneNameApart() {
        String second = "package b; class Two { Object o() throws Exception {"
                + " return java.nio.channels.ServerSocketChannel.open(); } }";

        assertThat(evidence(UNIX_ONLY, second))
                .containsExactly("b.Two uses java.nio.channels.ServerSocketChannel.open");
    }

    @Test
    void namesEveryClassOnce() {
        String second = "package b; class Two { java.net.DatagramSocket a; java.net.DatagramPacket b; }";
        String third = "package c; class Three { java.net.DatagramSocket a; java.net.Socket b; }";

        assertThat(evidence(MAIN, second, third))
                .containsExactlyInAnyOrder(
                        "b.Two refers to java.net.DatagramSocket", "c.Three refers to java.net.Socket");
    }

    @Test
    void looksIntoJarsInJars() throws IOException {
        Path inner = new TestJar()
                .source("package b; class Two { java.net.Socket socket; }")
                .write(directory.resolve("inner.jar"));
        TestJar outer = new TestJar().source(MAIN).file("BOOT-INF/lib/inner.jar", Files.readAllBytes(inner));

        assertThat(evidence(application(outer), Map.of())).containsExactly("b.Two refers to java.net.Socket");
    }

    /** A library for XML, for instance, that brings along the interfaces which the JDK has as well. */
    @Test
    void leavesOutWhatTheClassPathDefines() {
        String name = "org/xml/sax/helpers/XMLReaderFactory";
        ClassWriter definition = new ClassWriter(0);
        definition.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, name, null, "java/lang/Object", null);
        TestJar jar = new TestJar()
                .source("package a; class One { org.xml.sax.helpers.XMLReaderFactory factory;"
                        + " public static void main(String[] x) {} }");

        assertThat(evidence(application(jar), Map.of()))
                .containsExactly("a.One refers to org.xml.sax.helpers.XMLReaderFactory");
        jar.file(name + ".class", definition.toByteArray());
        assertThat(evidence(application(jar), Map.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-agentlib:jdwp=transport=dt_socket,server=y",
                "-Dcom.sun.management.jmxremote.port=9000",
                "-javaagent:agent.jar",
                "@flags"
            })
    void findsWhatTheJvmIsTold(String flag) {
        JavaApplication application = application(new TestJar().source(MAIN));

        assertThat(evidence(application.withJvmFlags(List.of("-Xmx64m", flag)), Map.of()))
                .containsExactly("the JVM has the flag " + flag);
        assertThat(evidence(application, Map.of("JAVA_TOOL_OPTIONS", "-Xint " + flag)))
                .containsExactly("the JVM has the flag " + flag + " from JAVA_TOOL_OPTIONS");
    }

    @Test
    void findsModulesThatAreAskedFor() {
        JavaApplication application = application(new TestJar().source(MAIN));

        assertThat(evidence(
                        application
                                .withAddModules(new TreeSet<>(List.of("jdk.httpserver", "java.logging")))
                                .withJvmFlags(List.of("--add-modules=java.rmi")),
                        Map.of()))
                .containsExactly("the build asks for module java.rmi", "the build asks for module jdk.httpserver");
    }

    private List<String> evidence(String... sources) {
        TestJar jar = new TestJar();
        List.of(sources).forEach(jar::source);
        return evidence(application(jar).withMainClass("a.One"), Map.of());
    }

    private JavaApplication application(TestJar jar) {
        return JavaApplication.of(jar.write(directory.resolve("app.jar")), JDK);
    }

    private List<String> evidence(JavaApplication application, Map<String, String> env) {
        try {
            return JavaAnalyzer.analyze(application, new TreeMap<>(env), directory.resolve("cache"), event -> {})
                    .internet();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
