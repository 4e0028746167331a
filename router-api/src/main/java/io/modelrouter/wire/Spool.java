package io.modelrouter.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes that are kept to be written again: in memory as long as they are few, then in a temporary file. One thread at a time. */
final class Spool implements AutoCloseable {
    private static final int FIRST = 16 << 10;
    private static final int PIECE = 16 << 10;

    private final int mostInMemory;
    private byte[] memory = new byte[FIRST];
    private @Nullable FileChannel file;
    private long size;

    Spool(int mostInMemory) {
        this.mostInMemory = mostInMemory;
    }

    long size() {
        return size;
    }

    /** Whether a file was needed. */
    boolean isOnDisk() {
        return file != null;
    }

    void append(byte[] bytes, int length) throws IOException {
        if (file == null && size + length > mostInMemory) {
            toDisk();
        }
        FileChannel onDisk = file;
        if (onDisk != null) {
            ByteBuffer all = ByteBuffer.wrap(bytes, 0, length);
            long at = size;
            while (all.hasRemaining()) {
                at += onDisk.write(all, at);
            }
        } else {
            int needed = Math.toIntExact(size + length);
            if (needed > memory.length) {
                memory = Arrays.copyOf(memory, Math.max(needed, 2 * memory.length));
            }
            System.arraycopy(bytes, 0, memory, (int) size, length);
        }
        size += length;
    }

    /** The file goes when it is closed; where the system can, its name is gone at once, so that a crash leaves nothing. */
    private void toDisk() throws IOException {
        Path path = Files.createTempFile("modelrouter-upload-", null);
        FileChannel opened;
        try {
            opened = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
        file = opened;
        ByteBuffer all = ByteBuffer.wrap(memory, 0, (int) size);
        long at = 0;
        while (all.hasRemaining()) {
            at += opened.write(all, at);
        }
        memory = new byte[0];
    }

    /** Writes {@code [start, end)} of what was appended. */
    void writeTo(OutputStream out, long start, long end) throws IOException {
        FileChannel onDisk = file;
        if (onDisk == null) {
            out.write(memory, (int) start, (int) (end - start));
            return;
        }
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        for (long at = start; at < end; ) {
            piece.clear().limit((int) Math.min(PIECE, end - at));
            int count = onDisk.read(piece, at);
            if (count < 0) {
                throw new IOException("the spooled upload is cut");
            }
            out.write(piece.array(), 0, count);
            at += count;
        }
    }

    @Override
    public void close() throws IOException {
        memory = new byte[0];
        FileChannel onDisk = file;
        if (onDisk != null) {
            onDisk.close();
        }
    }
}
