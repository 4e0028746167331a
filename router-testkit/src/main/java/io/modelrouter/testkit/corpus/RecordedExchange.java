package io.modelrouter.testkit.corpus;

import io.modelrouter.provider.HttpHeaders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One recorded exchange with a provider. What the index tells is known at once; the bodies are read from their file when
 * they are first asked for, and are exactly the bytes of the file.
 */
public final class RecordedExchange {

    /** How exact a recorded side is. */
    public enum Fidelity {
        /** As sent, after undoing the content coding: member order and number spelling included. */
        RECORDED,
        /** The values are right; member order and typographic characters are not. */
        RE_SERIALISED,
        /** Only JSON payloads were kept; headers and stream framing were put around them. */
        PAYLOAD,
        /** There is none. */
        ABSENT;

        static Fidelity of(String name) {
            switch (name) {
                case "recorded":
                    return RECORDED;
                case "re-serialised":
                    return RE_SERIALISED;
                case "payload":
                    return PAYLOAD;
                case "absent":
                    return ABSENT;
                default:
                    throw new IllegalStateException("a recording has the unknown fidelity '" + name + "'");
            }
        }
    }

    /** What a recorded answer's bytes are. */
    public enum BodyKind {
        /** One JSON document; also Gemini's array of chunks. */
        JSON,
        /** Server-sent events, every byte as it came. */
        SSE,
        /** AWS event-stream frames. */
        EVENT_STREAM,
        /** Text that is not JSON. */
        TEXT
    }

    private final Path file;
    private final String id;
    private final String protocol;
    private final String api;
    private final String vendor;
    private final @Nullable String model;
    private final boolean stream;
    private final int status;
    private final Set<String> tags;
    private volatile @Nullable Content content;

    private record Content(
            Fidelity requestFidelity,
            Fidelity responseFidelity,
            String method,
            String host,
            String path,
            HttpHeaders requestHeaders,
            byte @Nullable [] requestBody,
            HttpHeaders responseHeaders,
            BodyKind kind,
            byte[] responseBody) {}

    RecordedExchange(
            Path file,
            String id,
            String protocol,
            String api,
            String vendor,
            @Nullable String model,
            boolean stream,
            int status,
            Set<String> tags) {
        this.file = file;
        this.id = id;
        this.protocol = protocol;
        this.api = api;
        this.vendor = vendor;
        this.model = model;
        this.stream = stream;
        this.status = status;
        this.tags = Set.copyOf(tags);
    }

    public String id() {
        return id;
    }

    /** Such as {@code openai-chat} or {@code bedrock-converse}. */
    public String protocol() {
        return protocol;
    }

    /** The operation, such as {@code chat}, {@code responses} or {@code count-tokens}. */
    public String api() {
        return api;
    }

    public String vendor() {
        return vendor;
    }

    /** The model asked for; empty where the recording does not tell. */
    public Optional<String> model() {
        return Optional.ofNullable(model);
    }

    /** Whether a streamed answer was asked for; an error to such a request is plain JSON. */
    public boolean stream() {
        return stream;
    }

    /** HTTP status of the answer. */
    public int status() {
        return status;
    }

    public Set<String> tags() {
        return tags;
    }

    public boolean hasTag(String tag) {
        return tags.contains(tag);
    }

    public Fidelity requestFidelity() {
        return content().requestFidelity();
    }

    public Fidelity responseFidelity() {
        return content().responseFidelity();
    }

    public String method() {
        return content().method();
    }

    public String host() {
        return content().host();
    }

    /** Path with query. */
    public String path() {
        return content().path();
    }

    public HttpHeaders requestHeaders() {
        return content().requestHeaders();
    }

    /** The JSON of the request, byte for byte; empty where there was none or it was not kept. A copy. */
    public Optional<byte[]> requestBody() {
        byte[] body = content().requestBody();
        return body == null ? Optional.empty() : Optional.of(body.clone());
    }

    public HttpHeaders responseHeaders() {
        return content().responseHeaders();
    }

    public BodyKind bodyKind() {
        return content().kind();
    }

    /** The answer's body as it would come over the wire, whatever its kind. A copy. */
    public byte[] responseBody() {
        return content().responseBody().clone();
    }

    /** The bytes of an SSE answer; empty for any other. */
    public Optional<byte[]> sse() {
        return bodyIf(BodyKind.SSE);
    }

    /** The frames of an AWS event stream; empty for any other answer. */
    public Optional<byte[]> eventStream() {
        return bodyIf(BodyKind.EVENT_STREAM);
    }

    /** The bytes of an answer that is one JSON document; empty for any other. */
    public Optional<byte[]> json() {
        return bodyIf(BodyKind.JSON);
    }

    private Optional<byte[]> bodyIf(BodyKind kind) {
        return content().kind() == kind ? Optional.of(responseBody()) : Optional.empty();
    }

    private Content content() {
        Content known = content;
        if (known == null) {
            known = read();
            content = known;
        }
        return known;
    }

    private Content read() {
        Map<String, byte[]> whole;
        try {
            whole = JsonSlices.members(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException("the recording " + id + " cannot be read", e);
        }
        Map<String, byte[]> fidelity = JsonSlices.members(member(whole, "fidelity"));
        Map<String, byte[]> request = JsonSlices.members(member(whole, "request"));
        Map<String, byte[]> response = JsonSlices.members(member(whole, "response"));
        byte[] requestBody = member(request, "body");
        BodyKind kind;
        byte[] body;
        if (response.containsKey("body")) {
            kind = BodyKind.JSON;
            body = member(response, "body");
        } else if (response.containsKey("sse")) {
            kind = BodyKind.SSE;
            body = JsonSlices.text(member(response, "sse")).getBytes(StandardCharsets.UTF_8);
        } else if (response.containsKey("eventstream_base64")) {
            kind = BodyKind.EVENT_STREAM;
            body = Base64.getDecoder().decode(JsonSlices.text(member(response, "eventstream_base64")));
        } else {
            kind = BodyKind.TEXT;
            body = JsonSlices.text(member(response, "text")).getBytes(StandardCharsets.UTF_8);
        }
        return new Content(
                Fidelity.of(JsonSlices.text(member(fidelity, "request"))),
                Fidelity.of(JsonSlices.text(member(fidelity, "response"))),
                JsonSlices.text(member(request, "method")),
                JsonSlices.text(member(request, "host")),
                JsonSlices.text(member(request, "path")),
                headers(member(request, "headers")),
                JsonSlices.isNull(requestBody) ? null : requestBody,
                headers(member(response, "headers")),
                kind,
                body);
    }

    private static byte[] member(Map<String, byte[]> members, String name) {
        return Objects.requireNonNull(members.get(name), () -> "a recording has no member " + name);
    }

    private static HttpHeaders headers(byte[] object) {
        HttpHeaders.Builder headers = HttpHeaders.builder();
        JsonSlices.members(object).forEach((name, value) -> headers.add(name, JsonSlices.text(value)));
        return headers.build();
    }

    /** The id, so that parameterized tests name their recording. */
    @Override
    public String toString() {
        return id;
    }
}
