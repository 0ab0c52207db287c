package org.unikraft.core.analyze;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds what in class files leads to sockets of the internet's address families, as the JDK offers them. Every class on
 * the class path counts, whether something calls it or not: frameworks find theirs by name.
 *
 * <p>What serves other families too is no evidence: SocketChannel and ServerSocketChannel with a family, options,
 * exceptions, URI. Of a URL, making one is evidence, since the JDK reads from URLs in many places.
 */
final class InternetUse {
    /** The rest is more of the same. */
    private static final int MAX_EVIDENCE = 20;

    private static final Set<String> TYPES = Set.of(
            "java/net/DatagramPacket",
            "java/net/DatagramSocket",
            "java/net/DatagramSocketImpl",
            "java/net/HttpURLConnection",
            "java/net/Inet4Address",
            "java/net/Inet6Address",
            "java/net/InetAddress",
            "java/net/InetSocketAddress",
            "java/net/InterfaceAddress",
            "java/net/MulticastSocket",
            "java/net/NetworkInterface",
            "java/net/ServerSocket",
            "java/net/Socket",
            "java/net/SocketImpl",
            "java/nio/channels/AsynchronousServerSocketChannel",
            "java/nio/channels/AsynchronousSocketChannel",
            "java/nio/channels/DatagramChannel",
            "java/util/logging/SocketHandler",
            // Certificates name places where others, and lists of revoked ones, are fetched from.
            "java/security/cert/CertPathBuilder",
            "java/security/cert/CertPathValidator",
            "java/security/cert/CertStore",
            "javax/security/auth/login/LoginContext",
            // Documents name what belongs to them by URLs.
            "javax/xml/parsers/DocumentBuilderFactory",
            "javax/xml/parsers/SAXParserFactory",
            "javax/xml/stream/XMLInputFactory",
            "javax/xml/transform/TransformerFactory",
            "javax/xml/validation/SchemaFactory",
            "org/w3c/dom/bootstrap/DOMImplementationRegistry",
            "org/xml/sax/helpers/XMLReaderFactory",
            // Calls any function of the C library.
            "java/lang/foreign/Linker");

    private static final List<String> PACKAGES = List.of(
            "com/sun/jdi/",
            "com/sun/jndi/",
            "com/sun/net/httpserver/",
            "com/sun/nio/sctp/",
            "com/sun/security/auth/module/",
            "java/net/http/",
            "java/rmi/",
            "javax/management/remote/",
            "javax/naming/",
            "javax/net/",
            "javax/rmi/",
            "org/ietf/jgss/",
            "sun/net/",
            "sun/rmi/");

    private static final Set<String> MEMBERS = Set.of(
            "java/lang/System.inheritedChannel",
            "java/net/StandardProtocolFamily.INET",
            "java/net/StandardProtocolFamily.INET6",
            "java/net/StandardProtocolFamily.valueOf",
            "java/net/StandardProtocolFamily.values",
            "java/net/URI.toURL",
            "java/net/URL.<init>",
            "java/net/URL.getContent",
            "java/net/URL.of",
            "java/net/URL.openConnection",
            "java/net/URL.openStream",
            "java/net/URLClassLoader.<init>",
            "java/net/URLClassLoader.newInstance",
            "java/nio/channels/spi/SelectorProvider.inheritedChannel",
            "java/nio/channels/spi/SelectorProvider.openDatagramChannel");

    /** For the internet when they are called without an address family. */
    private static final Set<String> MEMBERS_WITHOUT_FAMILY = Set.of(
            "java/nio/channels/ServerSocketChannel.open",
            "java/nio/channels/SocketChannel.open",
            "java/nio/channels/spi/SelectorProvider.openServerSocketChannel",
            "java/nio/channels/spi/SelectorProvider.openSocketChannel");

    /** Classes whose use shows which family they are for, unless that use is by reflection. */
    private static final Set<String> TYPES_BY_REFLECTION =
            Set.of("java/nio/channels/ServerSocketChannel", "java/nio/channels/SocketChannel");

    /** A use of {@code type}, which counts unless the class path defines it itself. */
    private record Use(String user, String verb, String type, String member) {
        String text() {
            return (user + " " + verb + " " + type + member).replace('/', '.');
        }
    }

    private final List<Use> uses = new ArrayList<>();

    /** A class names a type, in whatever place. Names are internal ones. */
    void type(String user, String type) {
        if (isFromTheJdk(type) && isForInternet(type)) {
            uses.add(new Use(user, "refers to", type, ""));
        }
    }

    /** A class uses a field or method. */
    void member(String user, String owner, String name, String descriptor) {
        String member = owner + "." + name;
        if (MEMBERS.contains(member) || descriptor.startsWith("()") && MEMBERS_WITHOUT_FAMILY.contains(member)) {
            boolean constructor = name.equals("<init>");
            uses.add(new Use(user, constructor ? "makes" : "uses", owner, constructor ? "" : "." + name));
        }
    }

    /** A class holds a text, which may be the name of a class that reflection looks up. */
    void text(String user, String text) {
        // Others are properties, such as javax.net.ssl.trustStore.
        boolean namesClass = Character.isUpperCase(text.charAt(text.lastIndexOf('.') + 1));
        String type = text.replace('.', '/');
        if (namesClass && (isForInternet(type) || TYPES_BY_REFLECTION.contains(type))) {
            uses.add(new Use(user, "names", type, ""));
        }
    }

    private static boolean isFromTheJdk(String name) {
        return name.startsWith("java")
                || name.startsWith("com/sun/")
                || name.startsWith("sun/")
                || name.startsWith("org/");
    }

    private static boolean isForInternet(String type) {
        return TYPES.contains(type) || PACKAGES.stream().anyMatch(type::startsWith);
    }

    /**
     * Sentences that say what was found, in the order in which it was found, each class and each type once.
     *
     * @param defined internal names of the classes on the class path
     */
    List<String> evidence(Set<String> defined) {
        Set<String> users = new HashSet<>();
        return uses.stream()
                .filter(use -> !defined.contains(use.type()))
                .filter(use -> users.add(use.user()))
                .limit(MAX_EVIDENCE)
                .map(Use::text)
                .toList();
    }
}
