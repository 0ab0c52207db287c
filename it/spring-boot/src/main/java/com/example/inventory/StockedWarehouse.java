package com.example.inventory;

import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Service;

@Service
public class StockedWarehouse implements Warehouse {
    private final TreeMap<String, Integer> stock;

    StockedWarehouse(InventoryProperties properties) {
        stock = new TreeMap<>(properties.stock());
    }

    @Override
    @Audited
    public int take(String item, int count) {
        int left = stock.getOrDefault(item, 0) - count;
        if (left < 0) {
            throw new IllegalStateException("no " + item + " left");
        }
        stock.put(item, left);
        return left;
    }

    @Override
    @Async
    public CompletableFuture<Integer> count() {
        return CompletableFuture.completedFuture(
                stock.values().stream().mapToInt(Integer::intValue).sum());
    }
}
