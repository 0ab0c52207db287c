package com.example;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;

final class Databases {
    /** In memory, and in files with locks, transactions and a second opening. */
    static void h2() throws Exception {
        use("jdbc:h2:mem:test");
        Path directory = Files.createTempDirectory("h2");
        use("jdbc:h2:file:" + directory.resolve("db"));
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + directory.resolve("db"))) {
            query(connection, "SELECT COUNT(*), SUM(amount) FROM orders");
        }
        list(directory);
    }

    /** The library's native part comes out of its JAR; journal files and locks by byte ranges. */
    static void sqlite() throws Exception {
        use("jdbc:sqlite::memory:");
        Path directory = Files.createTempDirectory("sqlite");
        String url = "jdbc:sqlite:" + directory.resolve("db");
        use(url);
        try (Connection one = DriverManager.getConnection(url);
                Connection two = DriverManager.getConnection(url)) {
            query(one, "PRAGMA journal_mode = WAL");
            query(one, "PRAGMA integrity_check");
            one.setAutoCommit(false);
            execute(one, "DELETE FROM orders WHERE id > 10");
            query(two, "SELECT COUNT(*) FROM orders");
            try {
                execute(two, "PRAGMA busy_timeout = 1");
                execute(two, "DELETE FROM orders");
            } catch (SQLException e) {
                System.out.println(e.getMessage());
            }
            one.commit();
            query(two, "SELECT COUNT(*) FROM orders");
        }
        list(directory);
    }

    private static void use(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            execute(connection, "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer VARCHAR(40), amount INTEGER)");
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO orders VALUES (?, ?, ?)")) {
                for (int i = 0; i < 500; i++) {
                    insert.setInt(1, i);
                    insert.setString(2, "customer " + i % 7);
                    insert.setInt(3, i * 37 % 101);
                    insert.addBatch();
                }
                System.out.println(insert.executeBatch().length);
            }
            connection.commit();
            execute(connection, "DELETE FROM orders WHERE amount > 50");
            connection.rollback();
            execute(connection, "CREATE INDEX by_customer ON orders (customer)");
            query(
                    connection,
                    "SELECT customer, COUNT(*), SUM(amount), MAX(id) FROM orders WHERE amount BETWEEN 10 AND 90"
                            + " GROUP BY customer HAVING COUNT(*) > 1 ORDER BY 3 DESC, 1");
            try {
                execute(connection, "INSERT INTO orders VALUES (1, 'again', 0)");
            } catch (SQLException e) {
                System.out.println(e.getErrorCode());
                connection.rollback();
            }
            connection.commit();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                StringBuilder line = new StringBuilder();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    line.append(i == 1 ? "" : "|").append(result.getString(i));
                }
                System.out.println(line);
            }
        }
    }

    private static void list(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            files.map(Path::getFileName).sorted().forEach(System.out::println);
        }
    }

    private Databases() {}
}
