package org.unikraft.core.analyze;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.ModuleVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What class files define and refer to. References are taken from the constant pool (JVMS 4.4): every class that code,
 * signatures or annotations name is in it, and reading it takes a fraction of the time of reading the code.
 */
final class ClassScanner {
    private static final int CONSTANT_UTF8 = 1;
    /** Bounds of what can be the name of a class that {@link InternetUse} looks for. */
    private static final int SHORTEST_NAME = "java.net.Socket".length();

    private static final int LONGEST_NAME = 100;
    private static final int CONSTANT_CLASS = 7;
    private static final int CONSTANT_FIELDREF = 9;
    private static final int CONSTANT_METHODREF = 10;
    private static final int CONSTANT_INTERFACE_METHODREF = 11;

    /** Internal names of the classes that were scanned. */
    final Set<String> defined = new HashSet<>();
    /** Internal names of classes that they refer to. */
    final Set<String> referenced = new HashSet<>();
    /** Fields and methods that they refer to: {@code java/util/Locale.of}. */
    final Set<String> members = new HashSet<>();
    /** Modules that module descriptors require, those that may be absent at run time left out. */
    final Set<String> requiredModules = new HashSet<>();
    /** What they use of the internet. */
    final InternetUse internet = new InternetUse();

    /** The class that is being scanned. */
    private String current;

    /** Whether a class has a main method, of which kind. */
    enum Main {
        NONE,
        /** {@code public static void main(String[])}. */
        STATIC,
        /** One that the launcher takes from JDK 25 on (JEP 512). */
        INSTANCE
    }

    /** Adds a class file and returns the internal name of its class. */
    String scan(byte[] content) {
        ClassReader reader = new ClassReader(content);
        if ((reader.getAccess() & Opcodes.ACC_MODULE) != 0) {
            reader.accept(new Requirements(), ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
            return reader.getClassName();
        }
        current = reader.getClassName();
        defined.add(current);
        char[] buffer = new char[reader.getMaxStringLength()];
        for (int i = 1; i < reader.getItemCount(); i++) {
            int item = reader.getItem(i);
            if (item != 0) {
                constant(reader, content, item, buffer);
            }
        }
        return current;
    }

    private void constant(ClassReader reader, byte[] content, int item, char[] buffer) {
        switch (reader.readByte(item - 1)) {
            // Descriptors and signatures of declarations are nothing but text in the constant pool.
            case CONSTANT_UTF8 -> text(content, item + 2, reader.readUnsignedShort(item));
            case CONSTANT_CLASS -> className(reader.readUTF8(item, buffer));
            case CONSTANT_FIELDREF, CONSTANT_METHODREF, CONSTANT_INTERFACE_METHODREF -> {
                String owner = reader.readClass(item, buffer);
                if (owner.startsWith("java")) {
                    int nameAndType = reader.getItem(reader.readUnsignedShort(item + 2));
                    String name = reader.readUTF8(nameAndType, buffer);
                    if (members.add(owner + "." + name) || name.startsWith("open")) {
                        internet.member(current, owner, name, reader.readUTF8(nameAndType + 2, buffer));
                    }
                }
            }
            default -> {}
        }
    }

    private void text(byte[] content, int at, int length) {
        if (length >= SHORTEST_NAME && length <= LONGEST_NAME && startsAsNameInJdk(content, at)) {
            internet.text(current, new String(content, at, length, StandardCharsets.ISO_8859_1));
        } else {
            descriptor(content, at, length);
        }
    }

    /** {@code java.}, {@code javax.}, {@code com.sun.}, {@code org.} and {@code sun.}, as reflection writes them. */
    private static boolean startsAsNameInJdk(byte[] content, int at) {
        return switch (content[at]) {
            case 'j' -> content[at + 1] == 'a' && (content[at + 4] == '.' || content[at + 5] == '.');
            case 'c' -> content[at + 3] == '.' && content[at + 4] == 's' && content[at + 5] == 'u';
            case 's' -> content[at + 1] == 'u' && content[at + 2] == 'n' && content[at + 3] == '.';
            case 'o' -> content[at + 1] == 'r' && content[at + 2] == 'g' && content[at + 3] == '.';
            default -> false;
        };
    }

    /** Finds {@code Lpackage/Class;} and {@code Lpackage/Class<}. */
    private void descriptor(byte[] content, int at, int length) {
        int end = at + length;
        for (int i = at; i < end; i++) {
            if (content[i] != 'L') {
                continue;
            }
            int last = i + 1;
            boolean inPackage = false;
            while (last < end && isPartOfName(content[last])) {
                inPackage |= content[last] == '/';
                last++;
            }
            if (inPackage && last < end && (content[last] == ';' || content[last] == '<')) {
                reference(new String(content, i + 1, last - i - 1, StandardCharsets.ISO_8859_1));
            }
            i = last - 1;
        }
    }

    private static boolean isPartOfName(byte character) {
        return character >= 'a' && character <= 'z'
                || character >= 'A' && character <= 'Z'
                || character >= '0' && character <= '9'
                || character == '/'
                || character == '_'
                || character == '$';
    }

    private void className(String name) {
        if (name.charAt(0) != '[') {
            reference(name);
        } else if (name.endsWith(";")) {
            reference(name.substring(name.indexOf('L') + 1, name.length() - 1));
        }
    }

    private void reference(String name) {
        if (referenced.add(name)) {
            internet.type(current, name);
        }
    }

    /** Which main method a class has. */
    static Main main(byte[] content) {
        MainMethods methods = new MainMethods();
        new ClassReader(content)
                .accept(methods, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return methods.found;
    }

    private static final class MainMethods extends ClassVisitor {
        private Main found = Main.NONE;

        MainMethods() {
            super(Opcodes.ASM9);
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] exceptions) {
            boolean arguments = type.equals("([Ljava/lang/String;)V");
            if (name.equals("main") && (arguments || type.equals("()V")) && (access & Opcodes.ACC_ABSTRACT) == 0) {
                int classic = Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC;
                if (arguments && (access & classic) == classic) {
                    found = Main.STATIC;
                } else if (found == Main.NONE && (access & Opcodes.ACC_PRIVATE) == 0) {
                    found = Main.INSTANCE;
                }
            }
            return null;
        }
    }

    private final class Requirements extends ClassVisitor {
        Requirements() {
            super(Opcodes.ASM9);
        }

        @Override
        public ModuleVisitor visitModule(String name, int access, String version) {
            return new ModuleVisitor(Opcodes.ASM9) {
                @Override
                public void visitRequire(String module, int access, String version) {
                    if ((access & Opcodes.ACC_STATIC_PHASE) == 0) {
                        requiredModules.add(module);
                    }
                }
            };
        }
    }
}
