// jvm: -XX:+UseSerialGC -Xmx96m | -XX:+UseParallelGC -Xmx96m | -XX:+UseG1GC -Xmx96m | -XX:+UseZGC -Xmx160m | -XX:+UseShenandoahGC -Xmx96m
// memory: 768M
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A graph that changes all the time, garbage of all sizes, references of all kinds, from several threads. */
public class GarbageCollection {
    private static final class Node {
        Node left;
        Node right;
        final int value;
        byte[] load;

        Node(int value, int load) {
            this.value = value;
            this.load = new byte[load];
        }
    }

    public static void main(String[] args) throws Exception {
        List<Thread> threads = new ArrayList<>();
        long[] sums = new long[3];
        for (int t = 0; t < sums.length; t++) {
            int number = t;
            Thread thread = new Thread(() -> sums[number] = torture(number));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (long sum : sums) {
            System.out.println(sum);
        }
        references();
    }

    private static long torture(int seed) {
        Random random = new Random(seed);
        Map<Integer, Node> roots = new HashMap<>();
        long sum = 0;
        for (int i = 0; i < 60_000; i++) {
            Node node = new Node(i, random.nextInt(i % 500 == 0 ? 100_000 : 200));
            node.left = roots.get(random.nextInt(300));
            node.right = roots.get(random.nextInt(300));
            if (node.left != null && random.nextInt(4) == 0) {
                node.left.left = null;
                node.left.right = node.right == node.left ? null : node.right;
            }
            roots.put(random.nextInt(300), node);
            if (i % 50 == 0) {
                // Chains must not grow without end.
                roots.values().forEach(root -> root.left = null);
            }
            if (i % 1000 == 999) {
                for (Node root : roots.values()) {
                    sum += root.value + root.load.length;
                }
            }
        }
        return sum;
    }

    private static void references() throws InterruptedException {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        Object object = new Object();
        WeakReference<Object> weak = new WeakReference<>(object);
        SoftReference<Object> soft = new SoftReference<>(object);
        PhantomReference<Object> phantom = new PhantomReference<>(new Object(), queue);
        for (int i = 0; i < 50 && !phantom.refersTo(null); i++) {
            System.gc();
            Thread.sleep(5);
        }
        System.out.println("held " + (weak.get() == object && soft.get() == object));
        System.out.println("phantom enqueued " + (queue.remove(60_000) == phantom));
        object = null;
        soft.clear();
        for (int i = 0; i < 50 && weak.get() != null; i++) {
            System.gc();
            Thread.sleep(5);
        }
        System.out.println("weak cleared " + (weak.get() == null));
    }
}
