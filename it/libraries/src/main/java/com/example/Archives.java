package com.example;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.sevenz.SevenZFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

/** Archives and compressors, in Java and (Zstandard) in native code out of a JAR. */
final class Archives {
    static void run() throws Exception {
        byte[] text = "the quick brown fox jumps over the lazy dog\n".repeat(3000).getBytes(StandardCharsets.US_ASCII);
        for (String name : List.of("gz", "bzip2", "deflate", "snappy-framed", "lz4-framed", "zstd")) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            CompressorStreamFactory factory = new CompressorStreamFactory();
            try (OutputStream out = factory.createCompressorOutputStream(name, packed)) {
                out.write(text);
            }
            byte[] back = factory.createCompressorInputStream(name, new ByteArrayInputStream(packed.toByteArray()))
                    .readAllBytes();
            System.out.println(name + " " + packed.size() + " " + crc(back));
        }
        System.out.println("zstd 19 " + Zstd.compress(text, 19).length);
        tar(text);
        zip(text);
    }

    private static void tar(byte[] text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (String name : List.of("a", "b/" + "long".repeat(40))) {
                TarArchiveEntry entry = new TarArchiveEntry(name);
                entry.setSize(text.length);
                entry.setModTime(new Date(0));
                tar.putArchiveEntry(entry);
                tar.write(text);
                tar.closeArchiveEntry();
            }
        }
        System.out.println("tar " + bytes.size() + " " + crc(bytes.toByteArray()));
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                System.out.println(entry.getName().length() + " " + crc(tar.readAllBytes()));
            }
        }
    }

    private static void zip(byte[] text) throws IOException {
        Path file = Files.createTempFile("archive", ".zip");
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(file)) {
            for (int i = 0; i < 50; i++) {
                ZipArchiveEntry entry = new ZipArchiveEntry("entry" + i);
                zip.putArchiveEntry(entry);
                zip.write(text, 0, i * 1000);
                zip.closeArchiveEntry();
            }
        }
        try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
            System.out.println(crc(zip.getInputStream(zip.getEntry("entry33")).readAllBytes()));
        }
        System.out.println(SevenZFile.matches(new byte[6], 6));
    }

    private static String crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return Long.toHexString(crc.getValue());
    }

    private Archives() {}
}
