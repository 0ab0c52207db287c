package org.unikraft.maven;

import java.nio.file.Path;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;

/** The JDK that a build is made with. */
final class Jdks {
    private Jdks() {}

    /** That of the toolchain that the project chose, else the one that runs Maven. */
    static Path home(ToolchainManager toolchains, MavenSession session) {
        Toolchain toolchain = toolchains.getToolchainFromBuildContext("jdk", session);
        String java = toolchain == null ? null : toolchain.findTool("java");
        return java == null
                ? Path.of(System.getProperty("java.home"))
                : Path.of(java).getParent().getParent();
    }
}
