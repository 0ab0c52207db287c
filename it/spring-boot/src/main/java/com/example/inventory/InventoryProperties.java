package com.example.inventory;

import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;

@ConfigurationProperties("inventory")
public record InventoryProperties(String warehouse, Duration patience, Map<String, Integer> stock) {}
