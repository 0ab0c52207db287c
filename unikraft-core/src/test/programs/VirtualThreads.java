// java: 21
// memory: 768M
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

/** 10,000 virtual threads that sleep, lock and hand over. */
public class VirtualThreads {
    public static void main(String[] args) throws Exception {
        long sum = 0;
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            ReentrantLock lock = new ReentrantLock();
            int[] counter = {0};
            List<Future<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                int number = i;
                results.add(executor.submit(() -> {
                    Thread.sleep(10);
                    lock.lock();
                    try {
                        counter[0]++;
                    } finally {
                        lock.unlock();
                    }
                    return number;
                }));
            }
            for (Future<Integer> result : results) {
                sum += result.get();
            }
            System.out.println(counter[0] + " threads, sum " + sum);
        }
        BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(10);
        Thread producer = Thread.startVirtualThread(() -> {
            try {
                for (int i = 1; i <= 5_000; i++) {
                    queue.put(i);
                }
                queue.put(-1);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        long received = 0;
        for (int value = queue.take(); value >= 0; value = queue.take()) {
            received += value;
        }
        producer.join();
        System.out.println("received " + received + ", " + producer.isVirtual());
    }
}
