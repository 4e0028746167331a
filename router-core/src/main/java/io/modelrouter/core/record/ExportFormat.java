package io.modelrouter.core.record;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import tools.jackson.core.JacksonException;

/** How a {@link CallExport} is written. */
public enum ExportFormat {
    /**
     * RFC 4180, with a header row. Lists and maps are JSON in their cell, nothing is an empty cell. Text that begins with
     * {@code =}, {@code +}, {@code -} or {@code @} gets an apostrophe before it, so that no spreadsheet runs it.
     */
    CSV("text/csv; charset=utf-8; header=present") {
        @Override
        <T> ExportTable<T> open(List<ExportColumn<T>> columns, Writer out) throws IOException {
            return new CsvTable<>(columns, out);
        }
    },
    /** One array of objects. */
    JSON("application/json") {
        @Override
        <T> ExportTable<T> open(List<ExportColumn<T>> columns, Writer out) throws IOException {
            return new JsonTable<>(columns, out, true);
        }
    },
    /** One object on each line. */
    JSON_LINES("application/x-ndjson") {
        @Override
        <T> ExportTable<T> open(List<ExportColumn<T>> columns, Writer out) throws IOException {
            return new JsonTable<>(columns, out, false);
        }
    };

    private final String contentType;

    ExportFormat(String contentType) {
        this.contentType = contentType;
    }

    /** For an HTTP answer. */
    public String contentType() {
        return contentType;
    }

    abstract <T> ExportTable<T> open(List<ExportColumn<T>> columns, Writer out) throws IOException;

    /** What Jackson says of a target that fails, as what it is. */
    static IOException broken(JacksonException failure) {
        return failure.getCause() instanceof IOException cause ? cause : new IOException(failure);
    }
}
