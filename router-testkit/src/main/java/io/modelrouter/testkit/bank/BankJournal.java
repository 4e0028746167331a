package io.modelrouter.testkit.bank;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a worker intended and what it knows, in a file that is only appended to. A line {@code I number operation} stands
 * before an operation is made, a line {@code K number answer} after its answer is known; so whoever reads the file of a dead
 * worker knows which operations are unclear. What was written stays when the process is killed. Safe from any thread.
 */
final class BankJournal implements Closeable {
    private final FileChannel file;
    private int last;

    /**
     * An operation and its answer.
     *
     * @param number its place in the journal
     * @param operation what was intended
     * @param answer what is known; null if it is unclear what became of it
     */
    record Line(
            int number, BankOperation operation, @Nullable String answer) {}

    private BankJournal(FileChannel file, int last) {
        this.file = file;
        this.last = last;
    }

    /** Opens the file, which may have been left by a dead worker, to append to it. */
    static BankJournal open(Path path) throws IOException {
        List<Line> before = read(path);
        boolean torn = Files.exists(path) && !Files.readString(path).endsWith("\n") && Files.size(path) > 0;
        FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        int last = before.stream().mapToInt(Line::number).max().orElse(0);
        BankJournal journal = new BankJournal(file, last);
        if (torn) {
            journal.write("");
        }
        return journal;
    }

    /** The operations in a file, in order; a line that its writer's death cut off is left out. */
    static List<Line> read(Path path) throws IOException {
        if (!Files.exists(path)) {
            return List.of();
        }
        String text = Files.readString(path);
        Map<Integer, Line> lines = new LinkedHashMap<>();
        boolean whole = text.endsWith("\n");
        String[] all = text.split("\n", -1);
        for (int i = 0; i < all.length - (whole ? 0 : 1); i++) {
            String[] words = all[i].split(" ", 3);
            if (words.length < 3 || !all[i].endsWith(" .")) {
                continue;
            }
            int number = Integer.parseInt(words[1]);
            String content = words[2].substring(0, words[2].length() - 2);
            if (words[0].equals("I")) {
                lines.put(number, new Line(number, BankOperation.parse(content), null));
            } else {
                lines.computeIfPresent(number, (n, line) -> new Line(n, line.operation(), content));
            }
        }
        return new ArrayList<>(lines.values());
    }

    /** Writes down what is going to be done and gives its number. */
    int intend(BankOperation operation) throws IOException {
        int number;
        synchronized (this) {
            number = ++last;
        }
        write("I " + number + " " + operation.text() + " .");
        return number;
    }

    void know(int number, String answer) throws IOException {
        write("K " + number + " " + answer + " .");
    }

    private void write(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        synchronized (this) {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
