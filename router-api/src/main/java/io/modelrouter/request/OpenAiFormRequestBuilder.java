package io.modelrouter.request;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.FormUpload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes a form with files, text fields first; see {@link OpenAiFormRequest#builder}. Not thread-safe. */
public final class OpenAiFormRequestBuilder {
    private static final String FIELD = "model";

    private final Dialect dialect;
    private final String operation;
    private final String boundary = "modelrouter-" + UUID.randomUUID();
    private final StringBuilder texts = new StringBuilder();
    private final List<InputStream> files = new ArrayList<>();

    OpenAiFormRequestBuilder(Dialect dialect, String operation) {
        this.dialect = dialect;
        this.operation = operation;
    }

    /** The model. */
    public OpenAiFormRequestBuilder model(String model) {
        return field(FIELD, model);
    }

    /**
     * A text field; of a list each element is a field {@code name[]}.
     *
     * @throws IllegalArgumentException if the name has line breaks or quotes
     */
    public OpenAiFormRequestBuilder field(String name, String value) {
        FormUpload.Field field = new FormUpload.Field(name, value);
        texts.append(head(field.name())).append("\r\n\r\n").append(value).append("\r\n");
        return this;
    }

    /**
     * A file, which is read when the request is sent on, and closed at its end, with the request, or where there will be none.
     *
     * @param name of the field, such as {@code file} or {@code image[]}
     * @param filename vendors tell a file's format by its ending
     * @param contentType such as {@code audio/mpeg} or {@code audio/webm; codecs="opus"}
     * @throws IllegalArgumentException if one of them is empty or has line breaks, or a name has quotes
     */
    public OpenAiFormRequestBuilder file(String name, String filename, String contentType, InputStream bytes) {
        FormUpload.Field named = new FormUpload.Field(name, "");
        check("file name", filename, filename.indexOf('"') < 0);
        check("content type", contentType, true);
        files.add(text(
                head(named.name()) + "; filename=\"" + filename + "\"\r\nContent-Type: " + contentType + "\r\n\r\n"));
        files.add(bytes);
        files.add(text("\r\n"));
        return this;
    }

    private static void check(String what, String value, boolean allowed) {
        if (!allowed || value.isEmpty() || value.chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("'" + value + "' cannot be the " + what + " of a form's file");
        }
    }

    private String head(String name) {
        return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"";
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The request; to be closed when its call is over.
     *
     * @throws InvalidRequestException if it is not a request of the dialect
     * @throws IOException if a file cannot be read
     */
    public OpenAiFormRequest build() throws IOException {
        List<InputStream> parts = new ArrayList<>();
        parts.add(text(texts.toString()));
        parts.addAll(files);
        parts.add(text("--" + boundary + "--\r\n"));
        // Closes all that it has not come to yet.
        InputStream form = new SequenceInputStream(Collections.enumeration(parts));
        FormUpload upload = null;
        boolean made = false;
        try {
            upload = FormUpload.open(form, "multipart/form-data; boundary=" + boundary, -1, Long.MAX_VALUE, FIELD);
            OpenAiFormRequest request = OpenAiFormRequest.of(dialect, operation, upload, Map.of("accept", "*/*"))
                    .owning(form);
            made = true;
            return request;
        } finally {
            if (!made) {
                try {
                    if (upload != null) {
                        upload.close();
                    }
                } finally {
                    form.close();
                }
            }
        }
    }
}
