package com.example.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class OrdersIT {
    /** The same work from this computer's Linux and from the unikernel. */
    @Test
    void worksWithADatabase() throws Exception {
        try (Cluster cluster = new Cluster()) {
            String here = Orders.work("127.0.0.1:" + cluster.port());
            System.out.println(here);
            HttpResponse<String> there = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + System.getProperty("http.port")
                                            + "/orders?10.0.2.2:" + cluster.port()))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertEquals(here, there.body());
            assertEquals("28P01", here.substring(here.lastIndexOf('\n') + 1));
        }
    }
}
