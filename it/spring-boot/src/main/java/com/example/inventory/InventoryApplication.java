package com.example.inventory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.scheduling.annotation.EnableAsync;

@SpringBootApplication
@EnableAsync
@EnableConfigurationProperties(InventoryProperties.class)
public class InventoryApplication {
    public static void main(String[] args) {
        System.exit(SpringApplication.exit(SpringApplication.run(InventoryApplication.class, args)));
    }
}
