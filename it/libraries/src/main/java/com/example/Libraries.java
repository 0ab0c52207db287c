package com.example;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs each library's part, or those that the arguments name. What is printed depends on neither time nor machine. */
public final class Libraries {
    interface Part {
        void run() throws Exception;
    }

    private Libraries() {}

    public static void main(String[] args) throws Exception {
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.put("jackson", Json::run);
        parts.put("h2", Databases::h2);
        parts.put("sqlite", Databases::sqlite);
        parts.put("lucene", Search::run);
        parts.put("netty", Buffers::run);
        parts.put("clojure", Lisp::run);
        parts.put("log4j", Logging::run);
        parts.put("junit", Tests::run);
        parts.put("compress", Archives::run);
        parts.put("bouncycastle", Ciphers::run);
        Logging.configure();
        for (String name : args.length == 0 ? parts.keySet() : List.of(args)) {
            System.out.println("== " + name);
            parts.get(name).run();
        }
    }
}
