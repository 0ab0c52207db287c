package com.example.orders;

import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Statements, batches, transactions, large values, COPY, notifications, connections beside each other. */
final class Orders {
    private Orders() {}

    /** @param server host and port */
    static String work(String server) throws Exception {
        String url = "jdbc:postgresql://" + server + "/postgres";
        StringJoiner log = new StringJoiner("\n");
        try (Connection connection = connect(url)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("drop table if exists orders");
                statement.execute("create table orders (id int primary key, item text, price numeric, data bytea)");
            }
            batch(connection);
            log.add(query(connection, "select count(*), sum(price), min(item), max(item) from orders"));
            rollBack(connection);
            log.add(query(connection, "select count(*) from orders"));
            log.add(large(connection));
            log.add(copy(connection));
            log.add(failure(connection));
            log.add(notified(connection, url));
        }
        log.add(together(url));
        try (Connection wrong = DriverManager.getConnection(url, "postgres", "wrong")) {
            log.add("connected with a wrong password");
        } catch (SQLException e) {
            log.add(e.getSQLState());
        }
        return log.toString();
    }

    private static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, "postgres", "secret");
    }

    private static void batch(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into orders values (?, ?, ?)")) {
            for (int i = 0; i < 1000; i++) {
                insert.setInt(1, i);
                insert.setString(2, "Bestellung für Zoë № " + i);
                insert.setBigDecimal(3, BigDecimal.valueOf(i, 2));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void rollBack(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("delete from orders");
        }
        connection.rollback();
        connection.setAutoCommit(true);
    }

    private static String large(Connection connection) throws SQLException {
        byte[] data = new byte[4 << 20];
        new Random(9).nextBytes(data);
        try (PreparedStatement update = connection.prepareStatement("update orders set data = ? where id = 1")) {
            update.setBytes(1, data);
            update.executeUpdate();
        }
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select data, md5(data) from orders where id = 1")) {
            result.next();
            CRC32 crc = new CRC32();
            crc.update(result.getBytes(1));
            return result.getString(2) + " " + crc.getValue();
        }
    }

    private static String copy(Connection connection) throws Exception {
        StringBuilder rows = new StringBuilder();
        for (int i = 2000; i < 12_000; i++) {
            rows.append(i).append("\tcopied ").append(i).append("\t1.25\t\\N\n");
        }
        var copies = connection.unwrap(PGConnection.class).getCopyAPI();
        long in = copies.copyIn("copy orders from stdin", new StringReader(rows.toString()));
        StringWriter out = new StringWriter();
        copies.copyOut("copy (select * from orders where id >= 2000 order by id) to stdout", out);
        return in + " " + out.toString().contentEquals(rows);
    }

    private static String failure(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into orders values (1)");
            return "inserted twice";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    private static String notified(Connection connection, String url) throws SQLException {
        try (Connection other = connect(url);
                Statement listen = connection.createStatement();
                Statement notify = other.createStatement()) {
            listen.execute("listen news");
            notify.execute("notify news, 'extra'");
            PGNotification[] news = connection.unwrap(PGConnection.class).getNotifications(30_000);
            return news.length + " " + news[0].getParameter();
        }
    }

    private static String together(String url) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<String>> results = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String key = Integer.toString(i);
            results.add(threads.submit(() -> {
                try (Connection connection = connect(url)) {
                    return query(connection, "select sum(price) from orders where id % 8 = " + key);
                }
            }));
        }
        StringJoiner sums = new StringJoiner(" ");
        for (Future<String> result : results) {
            sums.add(result.get());
        }
        threads.shutdown();
        return sums.toString();
    }

    private static String query(Connection connection, String text) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(text)) {
            result.next();
            StringJoiner row = new StringJoiner(" | ");
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                row.add(result.getString(i));
            }
            return row.toString();
        }
    }
}
