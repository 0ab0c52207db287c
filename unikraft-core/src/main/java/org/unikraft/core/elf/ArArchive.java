package org.unikraft.core.elf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An {@code ar} archive: the System V/GNU variant (index "/" or "/SYM64/", long names in "//") and the BSD variant of
 * long names ("#1/length").
 *
 * @param members the files in it, in order, without index and name table
 * @param index the symbols that the archive's own index lists, in its order; empty when it has none
 * @see <a href="https://www.sco.com/developers/gabi/1998-04-29/ch4.archive.html">System V ABI, "Archive File"</a>
 */
public record ArArchive(String name, List<Member> members, List<IndexEntry> index) {
    private static final byte[] MAGIC = "!<arch>\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] THIN_MAGIC = "!<thin>\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_SIZE = 60;

    /**
     * A file in the archive.
     *
     * @param name its name alone; errors call it {@code archive(name)}
     */
    public record Member(String name, ByteSlice data) {}

    /**
     * A line of the archive's index.
     *
     * @param member place of the defining file in {@link ArArchive#members}
     */
    public record IndexEntry(String symbol, int member) {}

    /** Whether a file starts as an archive does, a thin one included. */
    public static boolean isArchive(ByteSlice file) {
        return file.startsWith(MAGIC) || file.startsWith(THIN_MAGIC);
    }

    /** Reads an archive; {@code bytes} must not change afterwards. */
    public static ArArchive read(String name, byte[] bytes) {
        return read(ByteSlice.of(name, bytes));
    }

    public static ArArchive read(ByteSlice file) {
        if (file.startsWith(THIN_MAGIC)) {
            throw file.error(0, "a thin archive, which holds names of files and not the files");
        }
        if (!file.startsWith(MAGIC)) {
            throw file.error(0, "not an ar archive (no magic number)");
        }
        return new Reader(file).read();
    }

    /** What is known while the members are walked. */
    private static final class Reader {
        private final ByteSlice file;
        private final List<Member> members = new ArrayList<>();
        private final Map<Long, Integer> memberAt = new HashMap<>();
        private ByteSlice longNames;
        private ByteSlice symbols;
        private int wordSize;

        Reader(ByteSlice file) {
            this.file = file;
        }

        ArArchive read() {
            long at = MAGIC.length;
            while (at < file.length()) {
                if (file.length() - at < HEADER_SIZE) {
                    throw file.error(at, "archive ends within a member's header");
                }
                if (file.u8(at + 58) != '`' || file.u8(at + 59) != '\n') {
                    throw file.error(at + 58, "member's header does not end as it must");
                }
                long size = number(at + 48, 10);
                ByteSlice data = file.slice(at + HEADER_SIZE, size, "archive member");
                add(at, file.text(at, 16).stripTrailing(), data);
                at += HEADER_SIZE + size + (size & 1); // members start on even offsets
            }
            return new ArArchive(file.file(), List.copyOf(members), List.copyOf(index()));
        }

        private void add(long at, String name, ByteSlice data) {
            switch (name) {
                case "/" -> symbols(data, 4);
                case "/SYM64/" -> symbols(data, 8);
                case "//" -> longNames = data;
                default -> addFile(at, name, data);
            }
        }

        private void symbols(ByteSlice data, int size) {
            symbols = data;
            wordSize = size;
        }

        private void addFile(long at, String name, ByteSlice data) {
            String fullName = name;
            ByteSlice content = data;
            if (name.startsWith("#1/")) {
                long length = number(at + 3, 13);
                ByteSlice bsdName = data.slice(0, length, "BSD member name");
                String padded = bsdName.text(0, bsdName.length());
                int nul = padded.indexOf(0);
                fullName = nul < 0 ? padded : padded.substring(0, nul);
                content = data.slice(length, data.length() - length, "archive member");
            } else if (name.startsWith("/")) {
                fullName = longName(at, number(at + 1, 15));
            } else if (name.endsWith("/")) {
                fullName = name.substring(0, name.length() - 1);
            }
            if (fullName.startsWith("__.SYMDEF")) {
                return; // the BSD index, which only speeds up what the members tell as well
            }
            memberAt.put(at, members.size());
            members.add(new Member(fullName, content.asFile(file.file() + "(" + fullName + ")")));
        }

        private String longName(long at, long nameAt) {
            if (longNames == null || nameAt >= longNames.length()) {
                throw file.error(at, "long name at " + nameAt + " is not in the archive's name table");
            }
            int end = (int) nameAt;
            while (end < longNames.length() && longNames.u8(end) != '\n') {
                end++;
            }
            String name = longNames.text(nameAt, end - (int) nameAt);
            return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        }

        private List<IndexEntry> index() {
            List<IndexEntry> index = new ArrayList<>();
            if (symbols == null) {
                return index;
            }
            long count = word(0);
            if (count < 0 || count > symbols.length() / wordSize - 1) {
                throw symbols.error(
                        0,
                        "archive index of " + symbols.length() + " bytes says that it has "
                                + Long.toUnsignedString(count) + " symbols");
            }
            long nameAt = (count + 1) * wordSize;
            for (long i = 0; i < count; i++) {
                long headerAt = word((i + 1) * wordSize);
                Integer member = memberAt.get(headerAt);
                if (member == null) {
                    throw symbols.error(
                            (i + 1) * wordSize,
                            "archive index names offset 0x" + Long.toHexString(headerAt) + ", where no member starts");
                }
                int end = (int) nameAt;
                while (symbols.u8(end) != 0) {
                    end++;
                }
                index.add(new IndexEntry(symbols.text(nameAt, end - (int) nameAt), member));
                nameAt = end + 1L;
            }
            return index;
        }

        /** A big-endian word of the index. */
        private long word(long at) {
            return wordSize == 8
                    ? Long.reverseBytes(symbols.u64(at))
                    : Integer.toUnsignedLong(Integer.reverseBytes(symbols.i32(at)));
        }

        private long number(long at, int width) {
            String digits = file.text(at, width).strip();
            if (digits.isEmpty() || digits.length() > 12 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw file.error(at, "'" + digits + "' is not a decimal number");
            }
            return Long.parseLong(digits);
        }
    }
}
