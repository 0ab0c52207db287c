// SPDX-License-Identifier: BSD-3-Clause
/** The smallest Java application. */
public class Hello {
    public static void main(String[] args) {
        System.out.println("Hello, world!");
    }
}
