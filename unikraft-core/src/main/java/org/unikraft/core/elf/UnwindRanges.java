package org.unikraft.core.elf;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Where the functions of a program or library begin and end, as its description for unwinding says: .eh_frame (LSB Core,
 * 10.6, and DWARF 4, 6.4.1). Stripped files have it, too.
 */
final class UnwindRanges {
    private static final String SECTION = ".eh_frame";
    private static final long EXTENDED_LENGTH = 0xffffffffL;

    // DW_EH_PE_…: the lower half is the form, the upper what it is relative to.
    private static final int ABSOLUTE = 0x00;
    private static final int FORM = 0x0f;
    private static final int UDATA4 = 0x03;
    private static final int UDATA8 = 0x04;
    private static final int SDATA4 = 0x0b;
    private static final int SDATA8 = 0x0c;
    private static final int RELATIVE_TO_PLACE = 0x10;
    private static final int APPLICATION = 0x70;

    private final ByteSlice data;
    private final long address;
    /** What is common to many functions (CIE), by its offset. */
    private final Map<Long, Common> commons = new HashMap<>();

    private final NavigableMap<Long, Long> ranges = new TreeMap<>();

    /**
     * @param encoding of addresses
     * @param signalFrame whether the function returns from a signal: then the range begins a byte before it
     */
    private record Common(int encoding, boolean signalFrame) {}

    private UnwindRanges(ByteSlice data, long address) {
        this.data = data;
        this.address = address;
    }

    /** Ends of functions by their beginnings, as addresses. */
    static NavigableMap<Long, Long> read(ElfFile elf) {
        NavigableMap<Long, Long> ranges = new TreeMap<>();
        for (ElfSection section : elf.sections()) {
            if (section.name().equals(SECTION) && section.data().length() > 0) {
                UnwindRanges reader =
                        new UnwindRanges(section.data(), section.header().sh_addr());
                reader.read();
                ranges.putAll(reader.ranges);
            }
        }
        return ranges;
    }

    private void read() {
        for (long at = 0; at + 4 <= data.length(); ) {
            long length = data.u32(at);
            if (length == 0) {
                return;
            }
            if (length == EXTENDED_LENGTH) {
                throw data.error(at, "unwinding entry is longer than 4 GiB");
            }
            long body = at + 4;
            long id = data.u32(body);
            if (id == 0) {
                commons.put(at, common(body + 4));
            } else {
                addRange(body, body - id);
            }
            at = body + length;
        }
    }

    private void addRange(long at, long common) {
        Common shared = commons.get(common);
        if (shared == null) {
            throw data.error(at, "unwinding entry belongs to one that is not there");
        }
        int encoding = shared.encoding();
        int size = size(encoding, at);
        long begin = number(at + 4, encoding & FORM, size);
        if ((encoding & APPLICATION) == RELATIVE_TO_PLACE) {
            begin += address + at + 4;
        }
        long length = number(at + 4 + size, encoding & FORM, size);
        if (length > 0) {
            ranges.put(shared.signalFrame() ? begin + 1 : begin, begin + length);
        }
    }

    /** The letters of the augmentation say what its data are; before them stand four numbers. */
    private Common common(long at) {
        String augmentation = data.string(at + 1);
        long next = at + 1 + augmentation.length() + 1;
        if (!augmentation.startsWith("z")) {
            return new Common(ABSOLUTE, false);
        }
        for (int numbers = 0; numbers < 4; numbers++) {
            next = skipNumber(next);
        }
        int encoding = ABSOLUTE;
        for (int i = 1; i < augmentation.length(); i++) {
            switch (augmentation.charAt(i)) {
                case 'R' -> encoding = data.u8(next++);
                case 'L' -> next++;
                case 'P' -> next += 1 + size(data.u8(next), next);
                default -> {}
            }
        }
        return new Common(encoding, augmentation.indexOf('S') >= 0);
    }

    /** A LEB128 number. */
    private long skipNumber(long at) {
        long next = at;
        while ((data.u8(next) & 0x80) != 0) {
            next++;
        }
        return next + 1;
    }

    private int size(int encoding, long at) {
        return switch (encoding & FORM) {
            case ABSOLUTE, UDATA8, SDATA8 -> 8;
            case UDATA4, SDATA4 -> 4;
            default ->
                throw data.error(
                        at,
                        "unwinding entry encodes addresses in a way that is not known: 0x"
                                + Integer.toHexString(encoding));
        };
    }

    private long number(long at, int form, int size) {
        if (size == 8) {
            return data.u64(at);
        }
        return form == UDATA4 ? data.u32(at) : data.i32(at);
    }
}
