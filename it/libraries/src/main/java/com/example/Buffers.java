package com.example;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.internal.PlatformDependent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Memory outside of the heap, from arenas for each thread, by way of sun.misc.Unsafe. */
final class Buffers {
    static void run() throws Exception {
        System.out.println("unsafe " + PlatformDependent.hasUnsafe());
        PooledByteBufAllocator allocator = new PooledByteBufAllocator(true);
        long[] sums = new long[4];
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < sums.length; t++) {
            int number = t;
            threads.add(new Thread(() -> sums[number] = fill(allocator, number)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        for (long sum : sums) {
            System.out.println(sum);
        }
        CompositeByteBuf composite = Unpooled.compositeBuffer();
        composite.addComponent(true, Unpooled.copiedBuffer("head ", StandardCharsets.US_ASCII));
        ByteBuf direct = allocator.directBuffer().writeLong(0x0102030405060708L).writeDoubleLE(Math.PI);
        composite.addComponent(true, direct);
        System.out.print(ByteBufUtil.prettyHexDump(composite) + System.lineSeparator());
        composite.release();
        System.out.println("references " + direct.refCnt());
    }

    private static long fill(PooledByteBufAllocator allocator, int number) {
        List<ByteBuf> held = new ArrayList<>();
        long sum = 0;
        for (int i = 0; i < 400; i++) {
            ByteBuf buffer = allocator.directBuffer(1 << i % 17);
            for (int j = 0; j < 100; j++) {
                buffer.writeInt(i * j + number);
            }
            held.add(buffer);
            if (held.size() > 50) {
                ByteBuf oldest = held.remove(0);
                while (oldest.isReadable()) {
                    sum += oldest.readInt();
                }
                oldest.release();
            }
        }
        held.forEach(ByteBuf::release);
        return sum;
    }

    private Buffers() {}
}
