package io.modelrouter.core.record;

import java.io.IOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** One object for each row, all columns as members in their order: as one array, or on a line each. */
final class JsonTable<T> implements ExportTable<T> {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private final List<ExportColumn<T>> columns;
    private final Writer out;
    private final boolean array;
    private boolean first = true;

    JsonTable(List<ExportColumn<T>> columns, Writer out, boolean array) throws IOException {
        this.columns = columns;
        this.out = out;
        this.array = array;
        if (array) {
            out.write('[');
        }
    }

    @Override
    public void write(List<T> values) throws IOException {
        for (T value : values) {
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            columns.forEach(column -> members.put(column.name(), column.value().apply(value)));
            if (array) {
                out.write(first ? "\n" : ",\n");
            }
            try {
                out.write(JSON.writeValueAsString(members));
            } catch (JacksonException e) {
                throw ExportFormat.broken(e);
            }
            if (!array) {
                out.write('\n');
            }
            first = false;
        }
    }

    @Override
    public void close() throws IOException {
        if (array) {
            out.write(first ? "]\n" : "\n]\n");
        }
        out.flush();
    }
}
