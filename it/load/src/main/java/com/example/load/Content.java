package com.example.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** Bytes that look random, no block of which is like another. */
final class Content extends InputStream {
    private static final int BLOCK = 64 << 10;

    private final ByteBuffer block = ByteBuffer.allocate(BLOCK);
    private long left;
    private long number;

    /** @param size of all of it */
    Content(long size) {
        left = size;
        new Random(7).nextBytes(block.array());
        block.position(BLOCK);
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        if (left == 0) {
            return -1;
        }
        if (!block.hasRemaining()) {
            block.clear();
            block.putLong(0, number++);
        }
        int count = (int) Math.min(Math.min(length, block.remaining()), left);
        block.get(bytes, offset, count);
        left -= count;
        return count;
    }

    /** @return how many bytes there were, and their digest */
    static String digest(InputStream input) throws IOException {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BLOCK];
            DigestInputStream digested = new DigestInputStream(input, sha256);
            long count = 0;
            for (int part = digested.read(buffer); part >= 0; part = digested.read(buffer)) {
                count += part;
            }
            return count + " " + HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
