package org.unikraft.core.model;

/** Something that an application asks of the library OS, and how that was found. */
public sealed interface Need {
    /** For people: what is needed. */
    String what();

    /** For people: where the need comes from. */
    String evidence();

    /** One micro-library. */
    record Library(LibraryName name, String evidence) implements Need {
        @Override
        public String what() {
            return "library " + name;
        }
    }

    /** A system call, by its name. */
    record Call(String name, String evidence) implements Need {
        @Override
        public String what() {
            return "system call " + name;
        }
    }

    /** What a library offers: those that provide it, of which there has to be one. */
    record OfFeature(Feature feature, String evidence) implements Need {
        @Override
        public String what() {
            return feature.toString();
        }
    }

    /**
     * Every system call and every file that Linux offers: the micro-libraries of the platform, without those that are
     * linked only on request ({@link LibraryDescriptor#onRequest}).
     */
    record Everything(String evidence) implements Need {
        @Override
        public String what() {
            return "every system call and file";
        }
    }

    /**
     * A value of an option that suits the application, when the library is in the image. A value that the build gives
     * goes before it.
     */
    record Setting(LibraryName library, String option, String value, String evidence) implements Need {
        @Override
        public String what() {
            return "option " + library + "." + option + "=" + value;
        }
    }
}
