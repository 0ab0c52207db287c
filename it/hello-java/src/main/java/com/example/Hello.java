package com.example;

/** Says hello, and from where. */
public final class Hello {
    private Hello() {}

    public static void main(String[] args) {
        String whom = args.length == 0 ? "world" : String.join(" ", args);
        System.out.printf(
                "Hello, %s! This is Java %s on %s.%n",
                whom, Runtime.version().feature(), System.getProperty("os.name"));
    }
}
