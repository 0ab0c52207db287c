package org.unikraft.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.unikraft.core.analyze.Analysis;
import org.unikraft.core.analyze.Analyzer;
import org.unikraft.core.analyze.ProcessCode;
import org.unikraft.core.image.Contents;
import org.unikraft.core.image.ImageWriter;
import org.unikraft.core.model.BuiltImage;
import org.unikraft.core.model.Event;
import org.unikraft.core.model.Kernel;
import org.unikraft.core.model.LibraryName;
import org.unikraft.core.model.Mode;
import org.unikraft.core.model.Need;
import org.unikraft.core.model.Platform;
import org.unikraft.core.model.SystemCall;
import org.unikraft.core.model.UserError;
import org.unikraft.core.report.HtmlReport;
import org.unikraft.core.report.ImageFacts;
import org.unikraft.core.resolve.LibraryRepository;
import org.unikraft.core.resolve.Resolution;
import org.unikraft.core.resolve.Resolver;

/** Makes bootable images of an application. */
public final class Unikernel {
    private Unikernel() {}

    /**
     * Builds an image for each platform of a request.
     *
     * @throws UserError when the request, or what it names, does not make an image; nothing is written for that
     *     platform then, and an earlier image stays as it was
     */
    public static List<BuiltImage> build(BuildRequest request, LibraryRepository libraries, Event.Listener events) {
        try {
            events.progress("Analysing the application");
            Analysis analysis =
                    Analyzer.analyze(request.application(), request.env(), request.cacheDirectory(), events);
            events.progress("Putting the root file system together");
            Contents contents = Contents.assemble(contents(request, analysis), events);
            List<Need> needs = needs(request, analysis, contents, libraries);
            List<BuiltImage> images = new ArrayList<>();
            for (Platform platform : request.platforms()) {
                Resolution resolution =
                        Resolver.resolve(needs, excluded(request), platform, libraries, request.options());
                events.progress("Linking the kernel for " + platform);
                Kernel kernel = KernelLink.link(resolution, platform, libraries, excluded(request), request.symbols());
                events.progress("Writing the image for " + platform);
                images.add(ImageWriter.write(
                        image(request, analysis, needs, platform, kernel, contents),
                        Unikernel::page,
                        request.outputDirectory()));
            }
            return List.copyOf(images);
        } catch (IOException e) {
            throw new UserError(
                    "io-failed",
                    "A file could not be read or written while the image was built.",
                    e.getClass().getSimpleName() + ": " + e.getMessage() + ".",
                    "Look for a full disk, or for files that another program removes or protects.",
                    e);
        }
    }

    private static Contents.Request contents(BuildRequest request, Analysis analysis) {
        return new Contents.Request(
                analysis.launch(), request.arguments(), request.env(), request.rootfs(), request.cacheDirectory());
    }

    private static List<Need> needs(
            BuildRequest request, Analysis analysis, Contents contents, LibraryRepository libraries)
            throws IOException {
        List<Need> needs = new ArrayList<>(analysis.needs());
        needs.addAll(Analyzer.machineCode(contents.code()));
        Optional<String> anyCall = request.mode() == Mode.FULL
                ? Optional.of("the build asks for all of them (mode full)")
                : analysis.anyCall();
        String cpu = request.platforms().first().cpu();
        needs.addAll(Analyzer.systemCalls(
                new ProcessCode(contents.command().argv().get(0), contents.code(), contents.runtimeCode()),
                anyCall,
                libraries.systemCalls(cpu).stream().collect(Collectors.toMap(SystemCall::number, SystemCall::name)),
                request.cacheDirectory()));
        for (String library : request.libraries()) {
            needs.add(new Need.Library(name(library, "<libraries>"), "the build asks for it"));
        }
        return needs;
    }

    /** A previous image that cannot be read, as one of another version, is not compared with. */
    private static String page(Path image, Path previous) {
        Optional<ImageFacts> before = Optional.empty();
        try {
            before = Optional.of(ImageFacts.read(previous));
        } catch (UserError e) {
            if (!e.code().equals("image-missing") && !e.code().equals("image-damaged")) {
                throw e;
            }
        }
        return HtmlReport.of(ImageFacts.read(image), before);
    }

    private static Set<LibraryName> excluded(BuildRequest request) {
        return request.excludedLibraries().stream()
                .map(library -> name(library, "<excludedLibraries>"))
                .collect(Collectors.toSet());
    }

    private static LibraryName name(String text, String parameter) {
        try {
            return new LibraryName(text);
        } catch (IllegalArgumentException e) {
            throw new UserError(
                    "bad-library-name",
                    "There is no micro-library '" + text + "'.",
                    e.getMessage() + ".",
                    "Correct it in " + parameter + ".",
                    e);
        }
    }

    private static ImageWriter.Request image(
            BuildRequest request,
            Analysis analysis,
            List<Need> needs,
            Platform platform,
            Kernel kernel,
            Contents contents) {
        return new ImageWriter.Request(
                platform,
                analysis.launch(),
                needs,
                kernel,
                contents,
                request.bootArgs(),
                request.memory(),
                request.timestamp());
    }
}
