// jvm: -XX:TieredStopAtLevel=1 | -XX:-TieredCompilation | -Xcomp -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
// cpu: max qemu64
import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import java.util.zip.CRC32;

/** Code that C1 and C2 compile, vectorise, inline, deoptimise and compile again. */
public class Compilers {
    interface Shape {
        double area();
    }

    record Square(double side) implements Shape {
        public double area() {
            return side * side;
        }
    }

    record Circle(double radius) implements Shape {
        public double area() {
            return Math.PI * radius * radius;
        }
    }

    record Triangle(double base, double height) implements Shape {
        public double area() {
            return base * height / 2;
        }
    }

    public static void main(String[] args) {
        System.out.println("primes " + primes(200_000));
        System.out.println("dot " + dot(3000, 60));
        double total = 0;
        for (int i = 0; i < 60_000; i++) {
            // A third class appears late: what was compiled for two is thrown away.
            Shape shape = i > 40_000 && i % 3 == 0 ? new Triangle(i, 2) : i % 2 == 0 ? new Square(i) : new Circle(1);
            total += shape.area();
        }
        System.out.printf("areas %.3f%n", total);
        IntBinaryOperator[] operators = {Integer::sum, (a, b) -> a * b, (a, b) -> a ^ b, Math::floorMod};
        int value = 1;
        for (int i = 1; i < 100_000; i++) {
            value = operators[i % operators.length].applyAsInt(value, i);
        }
        System.out.println("operators " + value);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            text.append(i % 7 == 0 ? "seven" : Integer.toHexString(i * 31));
        }
        CRC32 crc = new CRC32();
        crc.update(text.toString().getBytes());
        System.out.println("crc " + Long.toHexString(crc.getValue()) + " hash " + text.toString().hashCode());
        double[] numbers = new double[2000];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Math.sin(i) * Math.exp(i % 20) + Math.sqrt(i) + Math.fma(i, 0.5, 0.25);
        }
        Arrays.sort(numbers);
        System.out.printf("sorted %.9f %.9f%n", numbers[0], numbers[1999]);
        System.out.println("long " + mix(12345L, 50_000));
    }

    private static int primes(int limit) {
        boolean[] composite = new boolean[limit + 1];
        int count = 0;
        for (int i = 2; i <= limit; i++) {
            if (!composite[i]) {
                count++;
                for (long j = (long) i * i; j <= limit; j += i) {
                    composite[(int) j] = true;
                }
            }
        }
        return count;
    }

    private static long dot(int size, int rounds) {
        int[] a = new int[size];
        int[] b = new int[size];
        for (int i = 0; i < size; i++) {
            a[i] = i % 17;
            b[i] = i % 23;
        }
        long sum = 0;
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < size; i++) {
                sum += (long) a[i] * b[i];
            }
        }
        return sum;
    }

    private static long mix(long seed, int rounds) {
        long state = seed;
        for (int i = 0; i < rounds; i++) {
            state ^= state << 13;
            state ^= state >>> 7;
            state ^= state << 17;
            state = Long.rotateLeft(state, i & 63) + Long.bitCount(state);
        }
        return state;
    }
}
