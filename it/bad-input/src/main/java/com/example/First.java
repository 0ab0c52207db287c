package com.example;

/** Ends as it is told: "sleep" never, a number with that status. */
public final class First {
    private First() {}

    public static void main(String[] args) throws InterruptedException {
        if (args[0].equals("sleep")) {
            System.out.println("sleeping");
            Thread.sleep(Long.MAX_VALUE);
        }
        System.out.println("ending with " + args[0]);
        System.exit(Integer.parseInt(args[0]));
    }
}
