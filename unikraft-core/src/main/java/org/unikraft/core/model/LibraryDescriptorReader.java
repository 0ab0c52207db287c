package org.unikraft.core.model;

import java.io.InputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads {@code library.xml} (docs/design.md, "A micro-library"). Knows every element: one that it does not know is an error. */
public final class LibraryDescriptorReader {
    private static final Map<String, Set<String>> ATTRIBUTES = Map.ofEntries(
            Map.entry("library", Set.of()),
            Map.entry("name", Set.of()),
            Map.entry("summary", Set.of()),
            Map.entry("requires", Set.of()),
            Map.entry("provides", Set.of("family", "device")),
            Map.entry("joins", Set.of("library")),
            Map.entry("support", Set.of()),
            Map.entry("options", Set.of()),
            Map.entry("option", Set.of("name", "type", "default", "min", "max", "unit", "tunable")),
            Map.entry("applies", Set.of("cpu", "platform")));

    private final String file;
    private final XMLStreamReader xml;

    private LibraryName name;
    private String summary;
    private final List<LibraryName> requires = new ArrayList<>();
    private final List<Feature> provides = new ArrayList<>();
    private final List<LibraryName> joins = new ArrayList<>();
    private boolean support;
    private final List<LibraryOption> options = new ArrayList<>();
    private final List<LibraryDescriptor.Applicability> applies = new ArrayList<>();

    private LibraryDescriptorReader(String file, XMLStreamReader xml) {
        this.file = file;
        this.xml = xml;
    }

    /**
     * @param file name in errors
     * @throws UserError for a file that is no descriptor; names file and line
     */
    public static LibraryDescriptor read(String file, InputStream content) {
        // No DTD, so neither entities nor anything outside of the file.
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            return new LibraryDescriptorReader(file, factory.createXMLStreamReader(content)).library();
        } catch (XMLStreamException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
            throw error(file, line, e.getMessage().replaceAll("\\s+", " "), e);
        }
    }

    private LibraryDescriptor library() throws XMLStreamException {
        xml.nextTag();
        start("library");
        while (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
            element();
        }
        if (name == null || summary == null || summary.isEmpty()) {
            throw error("<library> needs a <name> and a <summary>");
        }
        LibraryDescriptor.Role role = new LibraryDescriptor.Role(provides, joins, support);
        return new LibraryDescriptor(name, summary, requires, role, options, applies);
    }

    private void element() throws XMLStreamException {
        switch (xml.getLocalName()) {
            case "name" -> name = libraryName();
            case "summary" -> {
                start("summary");
                summary = text();
            }
            case "requires" -> {
                start("requires");
                while (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
                    start("library");
                    requires.add(libraryName());
                }
            }
            case "provides" -> provides();
            case "joins" -> {
                start("joins");
                joins.add(libraryName(line(), required("library")));
                text();
            }
            case "support" -> {
                start("support");
                support = true;
                text();
            }
            case "options" -> {
                start("options");
                while (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
                    options.add(option());
                }
            }
            case "applies" -> {
                start("applies");
                applies.add(new LibraryDescriptor.Applicability(attribute("cpu", ""), attribute("platform", "")));
                text();
            }
            default -> throw error("<library> has no element <" + xml.getLocalName() + ">");
        }
    }

    private void provides() throws XMLStreamException {
        start("provides");
        if (xml.getAttributeCount() != 1) {
            throw error("<provides> has one attribute: family or device");
        }
        Feature.Kind kind = Feature.Kind.valueOf(xml.getAttributeLocalName(0).toUpperCase(Locale.ROOT));
        try {
            provides.add(new Feature(kind, xml.getAttributeValue(0)));
        } catch (IllegalArgumentException e) {
            throw error(file, line(), e.getMessage(), e);
        }
        text();
    }

    private LibraryOption option() throws XMLStreamException {
        start("option");
        if (name == null) {
            throw error("<options> come after <name>");
        }
        String option = required("name");
        if (!option.matches("[a-z][a-z0-9-]*")) {
            throw error("'" + option + "' is no name of an option");
        }
        LibraryOption.Type type = type(required("type"));
        String value = required("default");
        Optional<BigInteger> min = bound("min");
        Optional<BigInteger> max = bound("max");
        String unit = attribute("unit", "");
        boolean tunable = Boolean.parseBoolean(attribute("tunable", "false"));
        try {
            return new LibraryOption(name, option, type, value, min, max, unit, tunable, text());
        } catch (IllegalArgumentException e) {
            throw error(file, line(), e.getMessage(), e);
        }
    }

    private LibraryOption.Type type(String text) {
        try {
            return LibraryOption.Type.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw error(file, line(), "an option is of type int, bool or string, not '" + text + "'", e);
        }
    }

    private Optional<BigInteger> bound(String attribute) {
        String value = attribute(attribute, "");
        try {
            return value.isEmpty() ? Optional.empty() : Optional.of(new BigInteger(value));
        } catch (NumberFormatException e) {
            throw error(file, line(), attribute + " is a whole number, not '" + value + "'", e);
        }
    }

    private LibraryName libraryName() throws XMLStreamException {
        int line = line(); // before the reader goes on
        return libraryName(line, text());
    }

    private LibraryName libraryName(int line, String text) {
        try {
            return new LibraryName(text);
        } catch (IllegalArgumentException e) {
            throw error(file, line, e.getMessage(), e);
        }
    }

    private String text() throws XMLStreamException {
        return xml.getElementText().strip().replaceAll("\\s+", " ");
    }

    /** Checks the element that the reader is at. */
    private void start(String element) {
        if (!xml.getLocalName().equals(element)) {
            throw error("<" + xml.getLocalName() + "> stands where <" + element + "> belongs");
        }
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            if (!ATTRIBUTES.get(element).contains(xml.getAttributeLocalName(i))) {
                throw error("<" + element + "> has no attribute '" + xml.getAttributeLocalName(i) + "'");
            }
        }
    }

    private String attribute(String attribute, String otherwise) {
        String value = xml.getAttributeValue(null, attribute);
        return value == null ? otherwise : value;
    }

    private String required(String attribute) {
        String value = xml.getAttributeValue(null, attribute);
        if (value == null) {
            throw error("<" + xml.getLocalName() + "> needs the attribute '" + attribute + "'");
        }
        return value;
    }

    private int line() {
        return xml.getLocation().getLineNumber();
    }

    private UserError error(String what) {
        return error(file, line(), what, null);
    }

    private static UserError error(String file, int line, String what, Throwable cause) {
        return new UserError(
                "bad-library-descriptor",
                file + ", line " + line + ": not a descriptor of a micro-library.",
                what + ".",
                "docs/design.md shows what library.xml holds.",
                cause);
    }
}
