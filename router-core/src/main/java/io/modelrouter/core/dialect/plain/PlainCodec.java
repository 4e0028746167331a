package io.modelrouter.core.dialect.plain;

import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.ClientCodec;
import io.modelrouter.core.dialect.ClientStreamMeter;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.OpenAiEnvelope;
import io.modelrouter.core.dialect.OpenAiErrorReader;
import io.modelrouter.core.dialect.OpenAiFailures;
import io.modelrouter.core.dialect.Overrides;
import io.modelrouter.core.dialect.StreamCodec;
import io.modelrouter.core.dialect.UpstreamBody;
import io.modelrouter.core.dialect.WireError;
import io.modelrouter.core.stream.FrameSplitter;
import io.modelrouter.core.stream.RawSplitter;
import io.modelrouter.core.stream.SseSplitter;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.request.OpenAiFormRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.FormUpload;
import io.modelrouter.wire.JsonEdit;
import io.modelrouter.wire.RawJson;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A dialect that is only handed on. A stream is what the upstream says it is: server-sent events by its content type, else
 * bytes, such as sound.
 */
public final class PlainCodec implements StreamCodec, ClientCodec {
    private final Dialect dialect;
    private final ErrorSettings settings;
    private final InstantSource clock = InstantSource.system();

    public PlainCodec(Dialect dialect, ErrorSettings settings) {
        this.dialect = Objects.requireNonNull(dialect, "dialect");
        this.settings = Objects.requireNonNull(settings, "settings");
    }

    /** One for each of these dialects. */
    public static List<PlainCodec> all(ErrorSettings settings) {
        return List.of(
                new PlainCodec(Dialect.OPENAI_MODERATIONS, settings),
                new PlainCodec(Dialect.OPENAI_IMAGES, settings),
                new PlainCodec(Dialect.OPENAI_AUDIO, settings),
                new PlainCodec(Dialect.RERANK, settings));
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public UpstreamBody upstreamBody(
            RouterRequest request, String upstreamModel, boolean stream, Map<String, RawJson> overrides) {
        if (request instanceof OpenAiFormRequest form) {
            return new UpstreamBody(form.body(upstreamModel, fields(form, stream, overrides)), false);
        }
        JsonEdit edit = request.json().edit();
        if (!request.model().equals(upstreamModel)) {
            edit.set("model", RawJson.of(upstreamModel));
        }
        if (dialect == Dialect.OPENAI_IMAGES && request.stream() != stream) {
            edit.set("stream", RawJson.of(stream));
        }
        Overrides.set(request.json(), edit, overrides);
        return new UpstreamBody(edit.toBody(), false);
    }

    private static Map<String, List<FormUpload.Field>> fields(
            OpenAiFormRequest form, boolean stream, Map<String, RawJson> overrides) {
        Map<String, List<FormUpload.Field>> fields = FormOverrides.of(overrides);
        if (form.stream() && !stream) {
            fields.put("stream", List.of(new FormUpload.Field("stream", "false")));
        }
        return fields;
    }

    @Override
    public FrameSplitter newSplitter(HttpHeaders answer, int maxEvent) {
        return isEvents(answer) ? new SseSplitter(maxEvent) : new RawSplitter();
    }

    @Override
    public ClientStreamMeter newStreamMeter() {
        return new PlainStreamMeter(dialect, settings);
    }

    @Override
    public ClientStreamMeter newStreamMeter(HttpHeaders answer) {
        return isEvents(answer) ? newStreamMeter() : new RawStreamMeter(dialect, contentType(answer));
    }

    private static boolean isEvents(HttpHeaders answer) {
        return contentType(answer).startsWith("text/event-stream");
    }

    private static String contentType(HttpHeaders answer) {
        return answer.first("content-type").orElse("").strip().toLowerCase(Locale.ROOT);
    }

    @Override
    public BodyTally meterBody(byte[] body) {
        return PlainBodyMeter.meter(dialect, settings, "", body);
    }

    @Override
    public BodyTally meterBody(HttpHeaders answer, byte[] body) {
        return PlainBodyMeter.meter(dialect, settings, contentType(answer), body);
    }

    @Override
    public UpstreamError readError(int status, HttpHeaders headers, byte[] body) {
        return OpenAiErrorReader.read(dialect, status, headers, body, clock);
    }

    @Override
    public FailureKind classify(UpstreamError error) {
        return OpenAiFailures.classify(error);
    }

    @Override
    public WireError writeError(RouterException failure, String requestId) {
        return OpenAiEnvelope.write(failure, requestId, settings);
    }
}
