package com.example;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedTransferQueue;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;

/** Ten thousand requests, each a virtual thread that sleeps, asks another thread, and answers. */
public final class Requests {
    private static final ScopedValue<Integer> REQUEST = ScopedValue.newInstance();

    sealed interface Answer permits Even, Odd {}

    record Even(int number) implements Answer {}

    record Odd(int number, String name) implements Answer {}

    static void main(String[] args) throws Exception {
        IO.println("Java " + Runtime.version().feature() + " with " + args.length + " arguments");
        var carriers = ConcurrentHashMap.<String>newKeySet();
        var questions = new LinkedTransferQueue<Integer>();
        var answers = new LinkedTransferQueue<Answer>();
        Thread answering = Thread.ofPlatform().daemon().start(() -> answer(questions, answers));
        long even;
        long sum;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> futures = IntStream.range(0, 10_000)
                    .mapToObj(i -> executor.submit(() -> ScopedValue.where(REQUEST, i).call(() -> {
                        carriers.add(Thread.currentThread().toString().replaceAll(".*@", ""));
                        Thread.sleep(Duration.ofMillis(i % 50));
                        questions.add(REQUEST.get());
                        return answers.take();
                    })))
                    .toList();
            even = 0;
            sum = 0;
            for (var future : futures) {
                switch (future.get()) {
                    case Even(int number) -> {
                        even++;
                        sum += number;
                    }
                    case Odd(int number, _) -> sum += number;
                }
            }
        }
        IO.println(even + " even answers, sum " + sum + ", carriers " + !carriers.isEmpty());
        IO.println("answering thread alive " + answering.isAlive());
        IO.println(IntStream.rangeClosed(1, 10).boxed().gather(Gatherers.windowSliding(3)).toList());
    }

    private static void answer(LinkedTransferQueue<Integer> questions, LinkedTransferQueue<Answer> answers) {
        try {
            while (true) {
                int number = questions.take();
                answers.add(number % 2 == 0 ? new Even(number) : new Odd(number, "odd " + number));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
