package com.example.inventory;

import java.util.concurrent.CompletableFuture;

/** Behind an interface: a dynamic proxy. */
public interface Warehouse {
    int take(String item, int count);

    CompletableFuture<Integer> count();
}
