// jvm: -Xmx64m -XX:TieredStopAtLevel=1 | -Xmx64m -XX:-TieredCompilation | -Xint -Xmx64m
// cpu: max
import java.util.ArrayList;
import java.util.List;

/** NullPointerException, StackOverflowError, OutOfMemoryError and others that the VM raises by faults, survived many times. */
public class Exceptions {
    static int depth;
    int field = 7;

    public static void main(String[] args) throws Exception {
        int caught = 0;
        for (int i = 0; i < 20_000; i++) {
            try {
                caught += field(i % 2 == 0 ? null : new Exceptions());
            } catch (NullPointerException e) {
                caught++;
            }
        }
        System.out.println("null pointers: " + caught);
        try {
            Object[] array = null;
            System.out.println(array.length);
        } catch (NullPointerException e) {
            System.out.println(e.getMessage());
        }
        for (int round = 0; round < 3; round++) {
            depth = 0;
            try {
                recurse();
            } catch (StackOverflowError e) {
                System.out.println("stack overflow, deep enough: " + (depth > 1000));
            }
        }
        Thread small = new Thread(null, () -> {
            try {
                recurse();
            } catch (StackOverflowError e) {
                System.out.println("stack overflow in another thread");
            }
        }, "small", 256 * 1024);
        small.start();
        small.join();
        for (int round = 0; round < 3; round++) {
            try {
                List<byte[]> hog = new ArrayList<>();
                while (true) {
                    hog.add(new byte[1 << 20]);
                }
            } catch (OutOfMemoryError e) {
                System.out.println("out of memory: " + e.getMessage());
            }
        }
        try {
            System.out.println(new long[Integer.MAX_VALUE].length);
        } catch (OutOfMemoryError e) {
            System.out.println("array: " + e.getMessage());
        }
        int zero = args.length;
        try {
            System.out.println(5 / zero);
        } catch (ArithmeticException e) {
            System.out.println(e.getMessage());
        }
        System.out.println(Integer.MIN_VALUE / (zero - 1));
        try {
            System.out.println(new int[3][zero + 5][0].length + new int[2][zero - 1].length);
        } catch (NegativeArraySizeException e) {
            System.out.println("negative size " + e.getMessage());
        }
        try {
            Object text = "text";
            System.out.println((Integer) text);
        } catch (ClassCastException e) {
            System.out.println(e.getMessage());
        }
    }

    private static int field(Exceptions object) {
        return object.field - 7;
    }

    private static int recurse() {
        depth++;
        return recurse() + 1;
    }
}
