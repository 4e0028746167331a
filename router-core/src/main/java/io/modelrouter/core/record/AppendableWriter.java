package io.modelrouter.core.record;

import java.io.Flushable;
import java.io.IOException;
import java.io.Writer;
import java.nio.CharBuffer;

/** Writes to whatever takes characters. */
final class AppendableWriter extends Writer {
    private final Appendable out;

    private AppendableWriter(Appendable out) {
        this.out = out;
    }

    static Writer of(Appendable out) {
        return out instanceof Writer writer ? writer : new AppendableWriter(out);
    }

    @Override
    public void write(char[] chars, int from, int length) throws IOException {
        out.append(CharBuffer.wrap(chars, from, length));
    }

    @Override
    public void flush() throws IOException {
        if (out instanceof Flushable flushable) {
            flushable.flush();
        }
    }

    /** What it writes to is not its own. */
    @Override
    public void close() throws IOException {
        flush();
    }
}
