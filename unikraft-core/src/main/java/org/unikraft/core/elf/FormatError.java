package org.unikraft.core.elf;

/** A file that is not what its format says. Names the file and the offset at which that shows. */
public final class FormatError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;
    private final String what;

    /**
     * @param file name of the file as its reader was told; a member of an archive is {@code archive(member)}
     * @param offset bytes from the start of the file (of the member, in an archive)
     * @param what what is wrong there, as a clause without a full stop
     */
    public FormatError(String file, long offset, String what) {
        super(file + ": offset 0x" + Long.toHexString(offset) + ": " + what);
        this.file = file;
        this.offset = offset;
        this.what = what;
    }

    public String file() {
        return file;
    }

    public long offset() {
        return offset;
    }

    public String what() {
        return what;
    }
}
