package org.unikraft.core.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfHeader;
import org.unikraft.core.elf.ElfSymbol;
import org.unikraft.core.elf.ElfWriter;
import org.unikraft.core.elf.ProgramHeader;
import org.unikraft.core.elf.SectionHeader;

/** Writes the ELF file: headers, segments, an optional symbol table, section headers. */
final class ImageWriter {
    private static final int WORD = Long.BYTES;

    private final LinkRequest request;
    private final Layout layout;
    private final List<ObjectFile> files;

    ImageWriter(LinkRequest request, Layout layout, List<ObjectFile> files) {
        this.request = request;
        this.layout = layout;
        this.files = files;
    }

    /** Bytes of the headers before the first segment, which depend only on what sections there are. */
    static long headerSize(List<OutputSection> sections, ImageLayout layout) {
        long count = 0;
        for (Segment segment : Segment.values()) {
            count += hasPages(segment, sections, layout) ? 1 : 0;
        }
        for (OutputSection section : sections) {
            count += section.type == Elf.SHT_NOTE ? section.chunks.size() : 0;
            count += section.name.equals(".eh_frame_hdr") ? 1 : 0;
        }
        count += sections.stream().anyMatch(OutputSection::isThreadLocal) ? 1 : 0;
        count += layout.headersLoaded() ? 1 : 0; // PT_GNU_STACK
        return ElfHeader.SIZE + count * ProgramHeader.SIZE;
    }

    private static boolean hasPages(Segment segment, List<OutputSection> sections, ImageLayout layout) {
        boolean headers = segment == Segment.TEXT && layout.headersLoaded();
        return headers || sections.stream().anyMatch(section -> section.segment == segment && section.takesRoom());
    }

    byte[] write(Relocator relocator, long entry) {
        List<OutputSection> sections = layout.sections();
        ImageSymbols symbols = request.symbolTable() ? ImageSymbols.of(files, sections) : null;
        StringBlob names = new StringBlob(1);
        int symbolsAt = (int) align(layout.fileSize());
        int symbolBytes = symbols == null ? 0 : symbols.count() * ElfSymbol.SIZE;
        int stringsAt = symbolsAt + symbolBytes;
        int stringBytes = symbols == null ? 0 : symbols.strings().length;

        List<SectionHeader> headers = new ArrayList<>();
        headers.add(new SectionHeader(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        for (OutputSection section : sections) {
            headers.add(header(section, names));
        }
        if (symbols != null) {
            headers.add(new SectionHeader(
                    names.offsetOf(".symtab"),
                    Elf.SHT_SYMTAB,
                    0,
                    0,
                    symbolsAt,
                    symbolBytes,
                    headers.size() + 1,
                    symbols.firstGlobal(),
                    WORD,
                    ElfSymbol.SIZE));
            headers.add(new SectionHeader(
                    names.offsetOf(".strtab"), Elf.SHT_STRTAB, 0, 0, stringsAt, stringBytes, 0, 0, 1, 0));
        }
        int nameOfNames = names.offsetOf(".shstrtab");
        int namesAt = stringsAt + stringBytes;
        int namesSize = names.size() + 1;
        headers.add(new SectionHeader(nameOfNames, Elf.SHT_STRTAB, 0, 0, namesAt, namesSize, 0, 0, 1, 0));
        int headersAt = (int) align(namesAt + namesSize);

        byte[] image = new byte[headersAt + headers.size() * SectionHeader.SIZE];
        writeHeaders(image, entry, headersAt, headers);
        for (OutputSection section : sections) {
            writeContent(section, relocator, image);
        }
        if (symbols != null) {
            symbols.write(image, symbolsAt);
            System.arraycopy(symbols.strings(), 0, image, stringsAt, stringBytes);
        }
        System.arraycopy(names.toByteArray(), 0, image, namesAt + 1, names.size());
        return image;
    }

    private static long align(long offset) {
        return offset + WORD - 1 & -WORD;
    }

    private static SectionHeader header(OutputSection section, StringBlob names) {
        return new SectionHeader(
                names.offsetOf(section.name),
                section.type,
                section.flags,
                section.address,
                section.fileOffset,
                section.size,
                0,
                0,
                section.alignment,
                0);
    }

    private void writeContent(OutputSection section, Relocator relocator, byte[] image) {
        if (!section.hasBytes()) {
            return;
        }
        if (section.segment == Segment.TEXT) {
            int start = (int) section.fileOffset;
            Arrays.fill(
                    image,
                    start,
                    start + (int) section.size,
                    request.layout().cpu().codeFill());
        }
        for (Chunk chunk : section.chunks) {
            int at = (int) (section.fileOffset + chunk.offset);
            chunk.write(image, at);
            relocator.relocate(chunk, image, at);
        }
    }

    private void writeHeaders(byte[] image, long entry, int headersAt, List<SectionHeader> headers) {
        List<ProgramHeader> programHeaders = programHeaders();
        ElfWriter.put(
                new ElfHeader(
                        Elf.ELFCLASS64,
                        Elf.ELFDATA2LSB,
                        usesGnuExtensions() ? Elf.ELFOSABI_GNU : Elf.ELFOSABI_NONE,
                        Elf.ET_EXEC,
                        request.layout().cpu().machine(),
                        entry,
                        ElfHeader.SIZE,
                        headersAt,
                        0,
                        ProgramHeader.SIZE,
                        programHeaders.size(),
                        SectionHeader.SIZE,
                        headers.size(),
                        headers.size() - 1),
                image,
                0);
        for (int i = 0; i < programHeaders.size(); i++) {
            ElfWriter.put(programHeaders.get(i), image, ElfHeader.SIZE + i * ProgramHeader.SIZE);
        }
        for (int i = 0; i < headers.size(); i++) {
            ElfWriter.put(headers.get(i), image, headersAt + i * SectionHeader.SIZE);
        }
    }

    /** Indirect functions are an extension of GNU's. */
    private boolean usesGnuExtensions() {
        return layout.sections().stream().anyMatch(section -> section.name.equals(".rela.iplt"));
    }

    private List<ProgramHeader> programHeaders() {
        List<ProgramHeader> all = new ArrayList<>();
        List<OutputSection> sections = layout.sections();
        for (Segment segment : Segment.values()) {
            if (hasPages(segment, sections, request.layout())) {
                Layout.Pages pages = layout.pages(segment);
                all.add(programHeader(
                        Elf.PT_LOAD,
                        segment.flags,
                        pages.fileOffset,
                        pages.start,
                        pages.fileEnd - pages.start,
                        pages.contentEnd - pages.start,
                        request.layout().pageSize()));
            }
        }
        for (OutputSection section : sections) {
            if (section.type == Elf.SHT_NOTE) {
                section.chunks.forEach(note -> all.add(part(Elf.PT_NOTE, section, note.offset, note.size())));
            }
            if (section.name.equals(".eh_frame_hdr")) {
                all.add(part(Elf.PT_GNU_EH_FRAME, section, 0, section.size));
            }
        }
        if (layout.hasThreadLocals()) {
            all.add(threadTemplate());
        }
        if (request.layout().headersLoaded()) {
            all.add(new ProgramHeader(Elf.PT_GNU_STACK, Elf.PF_R | Elf.PF_W, 0, 0, 0, 0, 0, 16));
        }
        return all;
    }

    private ProgramHeader part(int type, OutputSection section, long offset, long size) {
        return programHeader(
                type,
                section.segment.flags,
                section.fileOffset + offset,
                section.address + offset,
                size,
                size,
                Math.max(4, section.alignment));
    }

    private ProgramHeader threadTemplate() {
        long start = layout.threadStart();
        Layout.Pages data = layout.pages(Segment.DATA);
        return programHeader(
                Elf.PT_TLS,
                Elf.PF_R,
                data.fileOffset + start - data.start,
                start,
                layout.threadDataSize(),
                layout.threadDataSize() + layout.threadZeroSize(),
                layout.threadAlign());
    }

    private ProgramHeader programHeader(
            int type, int flags, long offset, long address, long fileSize, long memorySize, long align) {
        long physical = address - request.layout().physicalOffset();
        return new ProgramHeader(type, flags, offset, address, physical, fileSize, memorySize, align);
    }
}
