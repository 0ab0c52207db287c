package com.example;

import java.io.IOException;
import java.util.List;

/** Tries to start another program, which a unikernel has no room for, and goes on. */
public final class Starts {
    private Starts() {}

    public static void main(String[] args) throws InterruptedException {
        for (List<String> command : List.of(List.of("/bin/true"), List.of("nowhere", "a"))) {
            try {
                Process process = new ProcessBuilder(command).start();
                System.out.println("started: " + process.waitFor());
            } catch (IOException e) {
                System.out.println("IOException: " + e.getMessage());
            }
        }
        System.out.println("goes on");
    }
}
