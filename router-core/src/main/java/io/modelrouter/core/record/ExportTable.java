package io.modelrouter.core.record;

import java.io.IOException;
import java.util.List;

/** A table on its way out, row by row. Closing it writes what ends it, and leaves the target open. */
interface ExportTable<T> extends AutoCloseable {

    void write(List<T> rows) throws IOException;

    @Override
    void close() throws IOException;
}
