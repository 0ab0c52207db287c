package org.unikraft.core.image;

import java.util.List;

/** What every Linux program may expect to find, whatever it is. */
final class SystemFiles {
    static final String GROUP = "configuration";

    private static final Origin ORIGIN = Origin.of(GROUP, "what programs of Linux expect, in every image");

    private static final List<String> DIRECTORIES =
            List.of("/dev", "/etc", "/home", "/proc", "/run", "/sys", "/usr/bin", "/usr/lib", "/var/log");

    private SystemFiles() {}

    static void addTo(RootFileSystem root) {
        DIRECTORIES.forEach(directory -> root.directory(ImagePath.of(directory)));
        root.directory(ImagePath.of("/root"), 0700);
        root.directory(ImagePath.of("/tmp"), 01777);
        root.directory(ImagePath.of("/var/tmp"), 01777);
        root.link(ImagePath.of("/var/run"), "/run", ORIGIN);
        // Names the time zone; that the file is absent means UTC to the C library.
        root.link(ImagePath.of("/etc/localtime"), "/usr/share/zoneinfo/Etc/UTC", ORIGIN);
        file(root, "/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n");
        file(root, "/etc/group", "root:x:0:\nnogroup:x:65534:\n");
        file(root, "/etc/hostname", "unikraft\n");
        file(root, "/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n127.0.1.1 unikraft\n");
        file(root, "/etc/resolv.conf", "");
        file(root, "/etc/host.conf", "multi on\n");
        file(
                root,
                "/etc/nsswitch.conf",
                "passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n");
        file(root, "/etc/os-release", "ID=unikraft\nNAME=Unikraft\nPRETTY_NAME=Unikraft\n");
    }

    private static void file(RootFileSystem root, String path, String content) {
        root.text(ImagePath.of(path), content, ORIGIN);
    }
}
