// cpu: max
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;

/** 200 platform threads, parallel streams, timers, ThreadLocal, interrupts, and shutdown hooks. */
public class ThreadsJava {
    private static final ThreadLocal<Integer> LOCAL = ThreadLocal.withInitial(() -> 1);
    private static int guarded;

    public static void main(String[] args) throws Exception {
        platformThreads();
        System.out.println("parallel " + LongStream.rangeClosed(1, 200_000).parallel().filter(n -> n % 3 == 0).sum());
        System.out.println("pool " + ForkJoinPool.commonPool().submit(() -> "worked").get());
        System.out.println("future " + CompletableFuture.supplyAsync(() -> 20).thenCombine(
                CompletableFuture.supplyAsync(() -> 22), Integer::sum).get());
        timers();
        interrupts();
        monitors();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            synchronized (ThreadsJava.class) {
                System.out.println("hook");
            }
        }));
        Thread daemon = new Thread(() -> {
            while (true) {
                Thread.onSpinWait();
            }
        });
        daemon.setDaemon(true);
        daemon.start();
        System.out.println("main ends");
    }

    private static void platformThreads() throws Exception {
        int count = 200;
        CyclicBarrier barrier = new CyclicBarrier(count);
        LongAdder locals = new LongAdder();
        ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();
        ReentrantLock lock = new ReentrantLock(true);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            Thread thread = new Thread(() -> {
                try {
                    barrier.await();
                    LOCAL.set(LOCAL.get() + number);
                    for (int n = 0; n < 100; n++) {
                        lock.lock();
                        try {
                            guarded++;
                        } finally {
                            lock.unlock();
                        }
                        map.merge("key" + n % 10, 1, Integer::sum);
                    }
                    locals.add(LOCAL.get());
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println("guarded " + guarded + ", locals " + locals + ", map " + map.get("key3") + ", here " + LOCAL.get());
    }

    private static void timers() throws Exception {
        CountDownLatch ticks = new CountDownLatch(5);
        Timer timer = new Timer(true);
        timer.scheduleAtFixedRate(new TimerTask() {
            @Override
            public void run() {
                ticks.countDown();
            }
        }, 5, 5);
        ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);
        AtomicInteger scheduled = new AtomicInteger();
        long before = System.nanoTime();
        scheduler.schedule(scheduled::incrementAndGet, 30, TimeUnit.MILLISECONDS).get();
        long waited = System.nanoTime() - before;
        System.out.println("scheduled " + scheduled + ", not early " + (waited >= 30_000_000));
        scheduler.shutdown();
        System.out.println("ticks " + ticks.await(60, TimeUnit.SECONDS) + " " + scheduler.awaitTermination(60, TimeUnit.SECONDS));
        timer.cancel();
    }

    private static void interrupts() throws Exception {
        Thread sleeper = new Thread(() -> {
            try {
                Thread.sleep(1_000_000);
            } catch (InterruptedException e) {
                System.out.println("sleep interrupted");
            }
            LockSupport.parkNanos(1_000_000);
            Thread.currentThread().interrupt();
            LockSupport.park();
            System.out.println("park returned, interrupted " + Thread.interrupted());
        });
        sleeper.start();
        Thread.sleep(20);
        sleeper.interrupt();
        sleeper.join();
    }

    private static void monitors() throws Exception {
        Object monitor = new Object();
        int[] turns = {0};
        Thread other = new Thread(() -> {
            synchronized (monitor) {
                while (turns[0] < 1000) {
                    turns[0]++;
                    monitor.notify();
                    try {
                        monitor.wait();
                    } catch (InterruptedException e) {
                        return;
                    }
                }
                monitor.notify();
            }
        });
        other.start();
        synchronized (monitor) {
            while (turns[0] < 1000) {
                turns[0]++;
                monitor.notify();
                monitor.wait(60_000);
            }
            monitor.notify();
        }
        other.join();
        System.out.println("turns " + turns[0] + ", states " + other.getState());
    }
}
