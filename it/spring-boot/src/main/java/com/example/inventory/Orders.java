package com.example.inventory;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.core.io.Resource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Takes the orders of a file in the JAR out of the warehouse; the exit status counts those that failed. */
@Component
public class Orders implements ApplicationRunner, ExitCodeGenerator {
    private static final Logger LOG = LoggerFactory.getLogger(Orders.class);

    record Order(String item, int count) {}

    private final Warehouse warehouse;
    private final InventoryProperties properties;
    private final Audit audit;
    private final ObjectMapper json;
    private final Resource orders;
    private int failed;

    Orders(
            Warehouse warehouse,
            InventoryProperties properties,
            Audit audit,
            ObjectMapper json,
            @Value("classpath:orders.json") Resource orders) {
        this.warehouse = warehouse;
        this.properties = properties;
        this.audit = audit;
        this.json = json;
        this.orders = orders;
    }

    @Override
    public void run(ApplicationArguments arguments) throws IOException {
        LOG.info("{} waits {} ms", properties.warehouse(), properties.patience().toMillis());
        LOG.info("options {}, others {}", arguments.getOptionNames(), arguments.getNonOptionArgs());
        LOG.info("warehouse: {}", Proxy.isProxyClass(warehouse.getClass()) ? "dynamic proxy" : "subclass");
        LOG.info("target: {}", AopUtils.getTargetClass(warehouse).getSimpleName());
        for (Order order : json.readValue(orders.getInputStream(), Order[].class)) {
            try {
                warehouse.take(order.item(), order.count());
            } catch (IllegalStateException e) {
                failed++;
            }
        }
        System.out.println(json.writeValueAsString(
                Map.of("left", warehouse.count().join(), "audit", List.copyOf(audit.entries()))
                        .entrySet()
                        .stream()
                        .sorted(Map.Entry.comparingByKey())
                        .toList()));
    }

    @Override
    public int getExitCode() {
        return failed;
    }
}
