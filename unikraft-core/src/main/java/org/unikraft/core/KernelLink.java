package org.unikraft.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.unikraft.core.link.ImageLayout;
import org.unikraft.core.link.InputFile;
import org.unikraft.core.link.InputLibrary;
import org.unikraft.core.link.KnownSyscall;
import org.unikraft.core.link.LinkError;
import org.unikraft.core.link.LinkMap;
import org.unikraft.core.link.LinkRequest;
import org.unikraft.core.link.LinkResult;
import org.unikraft.core.link.Linker;
import org.unikraft.core.link.OptionValue;
import org.unikraft.core.link.SyscallSelection;
import org.unikraft.core.model.Feature;
import org.unikraft.core.model.Kernel;
import org.unikraft.core.model.LibraryDescriptor;
import org.unikraft.core.model.LibraryName;
import org.unikraft.core.model.LibraryOption;
import org.unikraft.core.model.Platform;
import org.unikraft.core.model.SystemCall;
import org.unikraft.core.model.UserError;
import org.unikraft.core.resolve.LibraryRepository;
import org.unikraft.core.resolve.Resolution;

/** From selected micro-libraries to a kernel: says in the linker's terms what {@code resolve} found. */
final class KernelLink {
    private KernelLink() {}

    static Kernel link(
            Resolution resolution,
            Platform platform,
            LibraryRepository repository,
            Set<LibraryName> excluded,
            boolean symbols) {
        LinkRequest request = LinkRequest.builder(layout(platform))
                .libraries(libraries(resolution, platform, repository))
                .options(options(resolution))
                .knownSyscalls(knownSyscalls(repository.systemCalls(platform.cpu())))
                .syscalls(resolution.systemCalls().map(SyscallSelection::of).orElseGet(SyscallSelection::all))
                .symbolTable(symbols)
                .build();
        try {
            return kernel(Linker.link(request), resolution, excluded);
        } catch (LinkError e) {
            throw new UserError(
                    "link-failed",
                    "The kernel for " + platform + " cannot be linked.",
                    e.getMessage(),
                    "Add the micro-library that has what is missing to <libraries>; without libraries of your own this"
                            + " is a defect of the plugin.",
                    e);
        }
    }

    private static ImageLayout layout(Platform platform) {
        return switch (platform) {
            case QEMU_X86_64 -> ImageLayout.ring0X86_64();
        };
    }

    private static List<InputLibrary> libraries(
            Resolution resolution, Platform platform, LibraryRepository repository) {
        List<InputLibrary> libraries = new ArrayList<>();
        for (Resolution.Selected selected : resolution.libraries()) {
            LibraryName name = selected.descriptor().name();
            List<InputFile> objects = repository.objects(name, platform.cpu()).stream()
                    .map(object -> new InputFile(object.name(), object.bytes()))
                    .toList();
            libraries.add(new InputLibrary(name.value(), objects));
        }
        return libraries;
    }

    private static SortedMap<String, OptionValue> options(Resolution resolution) {
        SortedMap<String, OptionValue> options = new TreeMap<>();
        for (Resolution.Value value : resolution.options()) {
            LibraryOption option = value.option();
            options.put(
                    option.symbol(),
                    option.type() == LibraryOption.Type.STRING
                            ? new OptionValue.Text(value.text())
                            : new OptionValue.Number(option.number(value.text())));
        }
        return options;
    }

    private static List<KnownSyscall> knownSyscalls(List<SystemCall> calls) {
        return calls.stream()
                .map(call -> new KnownSyscall(
                        call.number(), call.name(), call.library().map(LibraryName::value)))
                .toList();
    }

    /** Every library that was selected has a size, also when nothing of it is in use. */
    private static Kernel kernel(LinkResult result, Resolution resolution, Set<LibraryName> excluded) {
        SortedMap<String, Long> sizes = new TreeMap<>();
        for (Resolution.Selected selected : resolution.libraries()) {
            LibraryDescriptor library = selected.descriptor();
            sizes.put(library.name().value(), 0L);
        }
        List<Kernel.Selected> selection = resolution.libraries().stream()
                .map(selected -> new Kernel.Selected(
                        selected.descriptor().name(), selected.descriptor().requires(), selected.why()))
                .toList();
        SortedSet<Feature> features = new TreeSet<>();
        resolution
                .libraries()
                .forEach(
                        selected -> features.addAll(selected.descriptor().role().provides()));
        for (LinkMap.Library library : result.map().libraries()) {
            sizes.put(library.name(), library.file() + library.bss());
        }
        SortedMap<String, Kernel.Setting> options = new TreeMap<>();
        resolution
                .options()
                .forEach(value -> options.put(
                        value.option().library() + "." + value.option().name(),
                        new Kernel.Setting(value.text(), value.why())));
        return new Kernel(
                result.image(),
                result.map().toText(),
                result.map().toJson(),
                sizes,
                selection,
                new TreeSet<>(excluded),
                features,
                options);
    }
}
