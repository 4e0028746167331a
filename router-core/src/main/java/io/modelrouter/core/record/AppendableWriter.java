package io.modelrouter.core.record;

import java.io.Flushable;
import java.io.IOException;
import java.io.Writer;
import java.nio.CharBuffer;

/**
 * Writes to whatever takes characters. What it throws it throws once, and does nothing after that: who closes a table that has
 * failed then hears of the failure itself, not of the same exception suppressing itself, which the JDK refuses.
 */
final class AppendableWriter extends Writer {
    private final Appendable out;
    private boolean failed;

    private AppendableWriter(Appendable out) {
        this.out = out;
    }

    static Writer of(Appendable out) {
        return new AppendableWriter(out);
    }

    @Override
    public void write(char[] chars, int from, int length) throws IOException {
        unlessFailed(() -> {
            if (out instanceof Writer writer) {
                writer.write(chars, from, length);
            } else {
                out.append(CharBuffer.wrap(chars, from, length));
            }
        });
    }

    @Override
    public void flush() throws IOException {
        if (out instanceof Flushable flushable) {
            unlessFailed(flushable::flush);
        }
    }

    /** What it writes to is not its own. */
    @Override
    public void close() throws IOException {
        flush();
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private void unlessFailed(Step step) throws IOException {
        if (failed) {
            return;
        }
        try {
            step.run();
        } catch (IOException e) {
            failed = true;
            throw e;
        }
    }
}
