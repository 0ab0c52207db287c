package org.unikraft.core.link;

import java.util.ArrayList;
import java.util.List;
import org.unikraft.core.link.cpu.Cpu;

/** Objects and archives to one ELF image. */
public final class Linker {
    private Linker() {}

    /**
     * Links.
     *
     * @throws LinkError with all that is wrong with the inputs, as far as the pass came that found it
     */
    public static LinkResult link(LinkRequest request) {
        Cpu cpu = request.layout().cpu();
        Problems problems = new Problems();

        // Read the objects, and of the archives what they ask for; find who defines each symbol.
        MergedSections merged = new MergedSections();
        SymbolTable symbols = new SymbolTable(problems);
        List<ObjectFile> files = new Inputs(new ObjectReader(cpu.machine(), merged), symbols, problems).read(request);
        problems.check();

        // Find what the image needs, and make what only the linker can make.
        Layout layout = new Layout(request.layout());
        RelocationScan scan = new RelocationScan(cpu, problems);
        Got got = new Got(cpu);
        SyscallTable syscalls = new SyscallTable(request, files, scan, problems);
        FunctionNames functionNames = new FunctionNames(layout);
        LinkerSymbols linkerSymbols = new LinkerSymbols(request, layout, got, files, syscalls, functionNames);
        Commons commons = new Commons();
        Undefined undefined = new Undefined(problems);
        UnwindTables unwind = new UnwindTables(files, symbols, problems);
        new Liveness(scan, linkerSymbols, got, undefined, commons).mark(request, files, symbols, unwind);
        undefined.report();
        got.check(symbols, problems);
        problems.check();

        // Give what is live its place.
        merged.all().forEach(MergedSection::arrange);
        unwind.arrange();
        functionNames.collect(files);
        List<Chunk> live = live(files, merged, linkerSymbols, commons, got, unwind);
        List<OutputSection> sections = new OutputSections(problems).assemble(live);
        layout.assign(sections, ImageWriter.headerSize(sections, request.layout()), problems);

        // Write it.
        long entry = symbols.symbol(request.layout().entry()).address();
        byte[] image = new ImageWriter(request, layout, files).write(new Relocator(layout, got, problems), entry);
        problems.check();
        return new LinkResult(image, new LinkMapper(request, layout, syscalls).map(entry));
    }

    /** All live chunks: those of objects in the order of the request, then those that the linker made. */
    private static List<Chunk> live(
            List<ObjectFile> files,
            MergedSections merged,
            LinkerSymbols linkerSymbols,
            Commons commons,
            Got got,
            UnwindTables unwind) {
        List<Chunk> all = new ArrayList<>();
        for (ObjectFile file : files) {
            for (Chunk chunk : file.chunks) {
                if (chunk != null && !(chunk instanceof MergeInput)) {
                    all.add(chunk);
                }
            }
        }
        all.addAll(merged.all());
        all.addAll(linkerSymbols.chunks());
        all.addAll(commons.chunks());
        all.addAll(got.chunks());
        all.addAll(unwind.chunks());
        all.removeIf(chunk -> !chunk.isLive());
        return all;
    }
}
