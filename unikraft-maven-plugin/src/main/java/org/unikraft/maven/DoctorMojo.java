package org.unikraft.maven;

import java.io.File;
import java.util.List;
import java.util.Locale;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.toolchain.ToolchainManager;
import org.unikraft.core.Doctor;
import org.unikraft.core.run.Machine;

/** Says what building and running images needs, what of it is there, and how the rest is installed. */
@Mojo(name = "doctor", requiresProject = false, threadSafe = true)
public final class DoctorMojo extends UnikraftMojo {
    /** The executable of QEMU; absent: qemu-system-x86_64 in PATH. */
    @Parameter(property = "unikraft.qemu")
    File qemu;

    /** Model of the CPU with which KVM is tried. */
    @Parameter(property = "unikraft.cpu", defaultValue = Machine.DEFAULT_CPU)
    String cpu;

    private final ToolchainManager toolchains;

    @Inject
    DoctorMojo(ToolchainManager toolchains) {
        this.toolchains = toolchains;
    }

    @Override
    void run() throws MojoFailureException, InterruptedException {
        List<Doctor.Finding> findings = Doctor.examine(Jdks.home(toolchains, session), path(qemu), cpu);
        findings.forEach(this::show);
        List<String> missing = findings.stream()
                .filter(finding -> finding.state() == Doctor.State.MISSING)
                .map(Doctor.Finding::subject)
                .toList();
        if (!missing.isEmpty()) {
            throw new MojoFailureException("Missing: " + String.join(", ", missing) + ".");
        }
        getLog().info("Images can be built and run here.");
    }

    private void show(Doctor.Finding finding) {
        String state = finding.state().toString().toLowerCase(Locale.ROOT);
        String line = String.format("%-7s %-9s %s", finding.subject(), state, finding.detail());
        switch (finding.state()) {
            case PRESENT -> getLog().info(line);
            case OPTIONAL -> getLog().warn(line + " " + finding.advice());
            case MISSING -> getLog().error(line + " " + finding.advice());
        }
    }
}
