package io.modelrouter.request;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.FormUpload;
import io.modelrouter.wire.RawJson;
import io.modelrouter.wire.WireBody;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A request that comes as a form with files: audio transcriptions and translations, image edits and variations. Its
 * {@link #json} has the text fields that came before the file, each a string; the bytes are those of its upload, which may
 * still be on their way and are read by whoever sends them on. Close it when the call is over, to give the upload's
 * temporary file back, and the files of one that was built. One call at a time.
 */
public final class OpenAiFormRequest extends RouterRequest implements AutoCloseable {
    private static final String MODEL = "model";

    private final Dialect dialect;
    private final String operation;
    private final FormUpload upload;
    private final String model;
    /** What the upload reads, if it is this request's own. */
    private final @Nullable InputStream source;

    private OpenAiFormRequest(
            Dialect dialect,
            String operation,
            FormUpload upload,
            String model,
            Map<String, String> headers,
            @Nullable InputStream source) {
        super(RawJson.object(upload.fields()), headers);
        this.dialect = dialect;
        this.operation = operation;
        this.upload = upload;
        this.model = model;
        this.source = source;
    }

    /** The same, which closes what its upload reads. */
    OpenAiFormRequest owning(InputStream input) {
        return new OpenAiFormRequest(dialect, operation, upload, model, headers(), input);
    }

    /**
     * Takes a form whose field {@code model} is known.
     *
     * @param dialect {@link Dialect#OPENAI_AUDIO} or {@link Dialect#OPENAI_IMAGES}
     * @param operation which endpoint of the dialect, such as {@code transcriptions} or {@code edits}
     * @param headers see {@link #headers()}
     * @throws InvalidRequestException if it is not a request of this dialect
     */
    public static OpenAiFormRequest of(
            Dialect dialect, String operation, FormUpload upload, Map<String, String> headers) {
        if (dialect != Dialect.OPENAI_AUDIO && dialect != Dialect.OPENAI_IMAGES) {
            throw new IllegalArgumentException(dialect + " has no forms");
        }
        Map<String, RawJson> fields = upload.fields();
        String model;
        if (fields.containsKey(MODEL)) {
            model = BodyRules.model(fields.get(MODEL).asString().orElse(""));
        } else if (dialect == Dialect.OPENAI_IMAGES) {
            model = OpenAiJsonRequest.DEFAULT_IMAGE_MODEL;
        } else {
            throw new InvalidRequestException(MODEL, "you must provide a model parameter");
        }
        OpenAiFormRequest request = new OpenAiFormRequest(dialect, operation, upload, model, headers, null);
        if (request.choices() < 1) {
            throw new InvalidRequestException("n", "n must be at least 1");
        }
        return request;
    }

    /**
     * Writes a form, for calls in process:
     * {@code OpenAiFormRequest.builder(Dialect.OPENAI_AUDIO, "transcriptions").model("whisper-1").file(...).build()}.
     *
     * @param dialect {@link Dialect#OPENAI_AUDIO} or {@link Dialect#OPENAI_IMAGES}
     * @param operation which endpoint of the dialect, such as {@code transcriptions} or {@code edits}
     */
    public static OpenAiFormRequestBuilder builder(Dialect dialect, String operation) {
        return new OpenAiFormRequestBuilder(dialect, operation);
    }

    /**
     * The form as an upstream shall see it. The field {@code model} is changed only where the upstream has another name for it.
     *
     * @param fields other fields that change, see {@link FormUpload#body(Map)}
     */
    public WireBody body(String upstreamModel, Map<String, List<FormUpload.Field>> fields) {
        if (upstreamModel.equals(model)) {
            return upload.body(fields);
        }
        Map<String, List<FormUpload.Field>> all = new LinkedHashMap<>(fields);
        all.put(MODEL, List.of(new FormUpload.Field(MODEL, upstreamModel)));
        return upload.body(all);
    }

    public FormUpload upload() {
        return upload;
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public String operation() {
        return operation;
    }

    @Override
    public String model() {
        return model;
    }

    /** What the field {@code stream} says, if it came before the file. */
    @Override
    public boolean stream() {
        return text("stream").orElse("").equalsIgnoreCase("true");
    }

    /** For images an estimate by the model; empty for audio, of which nobody knows how much is said in it. */
    @Override
    public OptionalLong maxOutputTokens() {
        return dialect == Dialect.OPENAI_IMAGES ? MediaEstimates.image(model, 0) : OptionalLong.empty();
    }

    /** The field {@code n}, else 1. */
    @Override
    public int choices() {
        String n = text("n").orElse("1");
        try {
            return Math.min(Integer.parseInt(n), (int) BodyRules.MAX_CHOICES);
        } catch (NumberFormatException e) {
            throw new InvalidRequestException("n", "n must be a whole number");
        }
    }

    @Override
    public OpenAiFormRequest withModel(String model) {
        return new OpenAiFormRequest(dialect, operation, upload, BodyRules.model(model), headers(), source);
    }

    /** The same: a form is as it came. */
    @Override
    public OpenAiFormRequest withStream(boolean stream) {
        return this;
    }

    /**
     * Only the model of a form can be changed.
     *
     * @throws IllegalArgumentException for any other member
     */
    @Override
    public OpenAiFormRequest with(String path, RawJson value) {
        if (!path.equals(MODEL)) {
            throw new IllegalArgumentException("only the model of a form can be changed, not " + path);
        }
        return withModel(value.asString().orElse(""));
    }

    @Override
    public void close() throws IOException {
        try {
            upload.close();
        } finally {
            if (source != null) {
                source.close();
            }
        }
    }
}
