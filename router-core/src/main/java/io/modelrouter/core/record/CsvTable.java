package io.modelrouter.core.record;

import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.SequenceWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

/**
 * RFC 4180: a header row, lines that end in CRLF, cells quoted where they must be. Lists and maps are JSON in their cell. A
 * text that a spreadsheet would take for a formula begins with an apostrophe.
 */
final class CsvTable<T> implements ExportTable<T> {
    private static final CsvMapper CSV = CsvMapper.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private final List<ExportColumn<T>> columns;
    private final SequenceWriter rows;

    CsvTable(List<ExportColumn<T>> columns, Writer out) throws IOException {
        this.columns = columns;
        CsvSchema.Builder schema = CsvSchema.builder().setLineSeparator("\r\n");
        columns.forEach(column -> schema.addColumn(column.name()));
        try {
            // The header is a row like the others, so that a table without rows has it too.
            this.rows = CSV.writer(schema.build()).writeValues(out);
            rows.write(columns.stream().map(ExportColumn::name).toArray());
        } catch (JacksonException e) {
            throw ExportFormat.broken(e);
        }
    }

    @Override
    public void write(List<T> values) throws IOException {
        try {
            for (T value : values) {
                @Nullable Object[] cells = new @Nullable Object[columns.size()];
                for (int i = 0; i < cells.length; i++) {
                    cells[i] = cell(columns.get(i).value().apply(value));
                }
                rows.write(cells);
            }
        } catch (JacksonException e) {
            throw ExportFormat.broken(e);
        }
    }

    private static @Nullable Object cell(@Nullable Object value) {
        if (value instanceof String text) {
            return harmless(text);
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return value instanceof Collection || value instanceof Map ? JSON.writeValueAsString(value) : value;
    }

    /** Also where blanks stand before the sign, which some programs trim. */
    static String harmless(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ("=+-@＝＋－＠".indexOf(c) >= 0) {
                return "'" + text;
            }
            if (!Character.isWhitespace(c) && !Character.isISOControl(c) && !Character.isSpaceChar(c)) {
                return text;
            }
        }
        return text;
    }

    @Override
    public void close() throws IOException {
        try {
            rows.close();
        } catch (JacksonException e) {
            throw ExportFormat.broken(e);
        }
    }
}
