package com.example.two;

import com.example.library.Library;

/** An application that uses another module. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println(Library.greeting("two"));
    }
}
