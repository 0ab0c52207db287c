package org.unikraft.core.image;

import java.nio.file.Path;

/** A path in the image: absolute, with neither empty components nor {@code .} and {@code ..}. The root is {@code /}. */
public record ImagePath(String value) implements Comparable<ImagePath> {
    public static final ImagePath ROOT = new ImagePath("/");

    public ImagePath {
        if (!value.equals("/")) {
            if (!value.startsWith("/") || value.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("not an absolute path: '" + value + "'");
            }
            for (String component : value.substring(1).split("/", -1)) {
                if (component.isEmpty() || component.equals(".") || component.equals("..")) {
                    throw new IllegalArgumentException("not a normal path: '" + value + "'");
                }
            }
        }
    }

    /** An absolute path of any form, made normal. */
    public static ImagePath of(String path) {
        return new ImagePath(Path.of("/").resolve(path).normalize().toString());
    }

    /** A path below this one; {@code .} and {@code ..} are resolved. */
    public ImagePath resolve(String relative) {
        return of(value + "/" + relative);
    }

    /** The directory that it is in; the root's is the root. */
    public ImagePath parent() {
        int end = value.lastIndexOf('/');
        return end <= 0 ? ROOT : new ImagePath(value.substring(0, end));
    }

    public String fileName() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    /** Lexical: a directory stands before what is in it. */
    @Override
    public int compareTo(ImagePath other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
