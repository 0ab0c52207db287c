package com.example.library;

/** What the applications share. */
public final class Library {
    private Library() {}

    public static String greeting(String whom) {
        return "Library greets " + whom + ".";
    }
}
