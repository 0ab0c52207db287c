package com.example;

import org.apache.commons.lang3.StringUtils;

/** Uses a class of a JAR in the JAR. */
public final class Capitals {
    private Capitals() {}

    public static void main(String[] args) {
        System.out.println(StringUtils.capitalize(String.join(" ", args)) + ", from "
                + Capitals.class.getProtectionDomain().getCodeSource().getLocation().getProtocol());
    }
}
