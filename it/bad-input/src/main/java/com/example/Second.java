package com.example;

/** One main class too many. */
public final class Second {
    private Second() {}

    public static void main(String[] args) {
        System.out.println("second");
    }
}
