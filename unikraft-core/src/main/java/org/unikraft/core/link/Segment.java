package org.unikraft.core.link;

import org.unikraft.core.elf.Elf;

/** What the pages of a part of the image may be used for. No part is both written and executed. */
enum Segment {
    TEXT(Elf.PF_R | Elf.PF_X, "r-x"),
    RODATA(Elf.PF_R, "r--"),
    DATA(Elf.PF_R | Elf.PF_W, "rw-");

    final int flags;
    final String rights;

    Segment(int flags, String rights) {
        this.flags = flags;
        this.rights = rights;
    }
}
