package org.unikraft.core.analyze;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** What the manifest of the application's JAR asks the launcher for. */
record JarManifest(Attributes attributes) {
    static JarManifest of(Path jar) throws IOException {
        if (!Files.isDirectory(jar)) {
            try (JarFile file = new JarFile(jar.toFile())) {
                Manifest manifest = file.getManifest();
                return new JarManifest(manifest == null ? new Attributes() : manifest.getMainAttributes());
            }
        }
        Path manifest = jar.resolve(JarFile.MANIFEST_NAME);
        if (!Files.exists(manifest)) {
            return new JarManifest(new Attributes());
        }
        try (InputStream in = Files.newInputStream(manifest)) {
            return new JarManifest(new Manifest(in).getMainAttributes());
        }
    }

    Optional<String> mainClass() {
        return Optional.ofNullable(attributes.getValue(Attributes.Name.MAIN_CLASS))
                .map(String::strip)
                .filter(name -> !name.isEmpty());
    }

    /** Whether the JAR's main class is Spring Boot's loader, which finds the application and all it needs in the JAR. */
    boolean isSpringBoot() {
        return attributes.getValue("Spring-Boot-Lib") != null || attributes.getValue("Spring-Boot-Classes") != null;
    }

    /** The class that Spring Boot's loader runs. */
    Optional<String> startClass() {
        return Optional.ofNullable(attributes.getValue("Start-Class"));
    }

    /** The flags that do what {@code java -jar} does by itself for these attributes. */
    List<String> launcherFlags() {
        List<String> flags = new ArrayList<>();
        for (String each : words("Add-Exports")) {
            flags.add("--add-exports=" + each + "=ALL-UNNAMED");
        }
        for (String each : words("Add-Opens")) {
            flags.add("--add-opens=" + each + "=ALL-UNNAMED");
        }
        for (String each : words("Enable-Native-Access")) {
            flags.add("--enable-native-access=" + each);
        }
        return flags;
    }

    private List<String> words(String attribute) {
        String value = attributes.getValue(attribute);
        return value == null || value.isBlank()
                ? List.of()
                : List.of(value.strip().split("\\s+"));
    }
}
