package io.modelrouter;

import io.modelrouter.chat.Usage;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.wire.MalformedJsonException;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * A whole answer as it came: its bytes and what they are, such as the JSON of a moderation, the sound of a speech or the text
 * of a transcript; and what it cost. Immutable, but for the array of {@link #body()}, which is the caller's own.
 */
public final class RawResponse {
    private final HttpHeaders headers;
    private final byte[] body;
    private final CallRecord record;

    /**
     * @param headers for the caller, content type included
     * @param body not copied
     * @param record what became of the call
     */
    public RawResponse(HttpHeaders headers, byte[] body, CallRecord record) {
        this.headers = Objects.requireNonNull(headers, "headers");
        this.body = Objects.requireNonNull(body, "body");
        this.record = Objects.requireNonNull(record, "record");
    }

    /** The bytes; nothing is added to them, the cost neither. */
    public byte[] body() {
        return body;
    }

    /** What the bytes are, such as {@code application/json} or {@code audio/mpeg}; empty if the vendor did not say. */
    public String contentType() {
        return headers.first("content-type").orElse("");
    }

    /** Content type, rate limits and the router's own headers; hop-by-hop ones excluded. */
    public HttpHeaders headers() {
        return headers;
    }

    /**
     * The body as JSON.
     *
     * @throws MalformedJsonException if it is something else, see {@link #contentType()}
     */
    public RawJson json() {
        return RawJson.parse(body);
    }

    /** The body as text in UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The model that answered, as the serving channel was asked for it; as the caller named it where the router answered. */
    public String model() {
        String served = record.servedModel();
        return served == null ? record.requestedModel() : served;
    }

    /** What the vendor reported, or an estimate: {@link CallRecord#source()} of the {@link #record()} tells which. */
    public Usage usage() {
        return record.usage();
    }

    /** Nano-credits charged; empty where the model has no price. */
    public OptionalLong costNanos() {
        return record.costNanos();
    }

    /** What became of the call: channel, attempts, times, losses. */
    public CallRecord record() {
        return record;
    }

    /** Size and type, not the bytes. */
    @Override
    public String toString() {
        return "RawResponse[" + body.length + " bytes of " + contentType() + "]";
    }
}
