// jvm: -XX:+UseSerialGC
/** An exception that nobody catches: stack trace, causes, status 1. Another thread's does not end the program. */
public class Uncaught {
    public static void main(String[] args) throws Exception {
        Thread other = new Thread(() -> fail(3), "other");
        other.start();
        other.join();
        try {
            fail(2);
        } catch (IllegalStateException e) {
            throw new RuntimeException("not caught", e);
        }
    }

    private static void fail(int depth) {
        if (depth == 0) {
            throw new IllegalStateException("at the bottom");
        }
        fail(depth - 1);
    }
}
