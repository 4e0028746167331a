package io.modelrouter.providers.bedrock;

import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.MalformedJsonException;
import io.modelrouter.wire.RawJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;
import software.amazon.eventstream.MessageDecoder;

/**
 * Turns the messages of an AWS event stream into server-sent events, one each. Framing and checksums are Amazon's own
 * module's. Not thread-safe.
 *
 * <p>Of Converse the event's name is the message's {@code :event-type} and its data the payload. Of Claude the payload
 * {@code {"bytes": base64}} holds Anthropic's own event, which is what comes out. An exception inside the stream is an event
 * named as the exception, as it came ({@code throttlingException}); for Claude it is Anthropic's {@code error} event.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ResponseStream.html">ResponseStream</a>
 *     (2026-11)
 */
final class EventFrames {
    private final boolean claude;
    private final MessageDecoder decoder = new MessageDecoder(this::message);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    EventFrames(Dialect dialect) {
        this.claude = dialect == Dialect.CLAUDE_MESSAGES;
    }

    /**
     * The events that these bytes complete; empty for none.
     *
     * @throws ProviderException if they are no event stream, or a damaged one
     */
    byte[] feed(byte[] bytes, int length) throws ProviderException {
        out.reset();
        try {
            decoder.feed(bytes, 0, length);
        } catch (RuntimeException e) {
            // A wrong checksum, an impossible length, or a payload that is not what it should be.
            throw new ProviderException(FailureKind.TRANSIENT, "the upstream's event stream is damaged", null);
        }
        return out.toByteArray();
    }

    private void message(Message message) {
        Map<String, HeaderValue> headers = message.getHeaders();
        String kind = text(headers, ":message-type", "event");
        if (kind.equals("event")) {
            event(text(headers, ":event-type", ""), message.getPayload());
        } else if (kind.equals("exception")) {
            exception(text(headers, ":exception-type", "unknownException"), message.getPayload());
        } else {
            RawJson words = RawJson.of(text(headers, ":error-message", "the stream broke off"));
            exception(
                    text(headers, ":error-code", "internalServerException"),
                    RawJson.object(Map.of("message", words)).toBytes());
        }
    }

    private static String text(Map<String, HeaderValue> headers, String name, String absent) {
        HeaderValue value = headers.get(name);
        return value == null ? absent : value.getString();
    }

    private void event(String type, byte[] payload) {
        if (type.equals("initial-response")) {
            // What operations with members beside their stream begin with; there are none here.
            return;
        }
        if (!claude) {
            write(type, payload);
            return;
        }
        if (!type.equals("chunk")) {
            return;
        }
        String base64 =
                RawJson.parse(payload).get("bytes").flatMap(RawJson::asString).orElseThrow();
        byte[] event = Base64.getDecoder().decode(base64);
        write(RawJson.parse(event).get("type").flatMap(RawJson::asString).orElse(""), event);
    }

    private void exception(String type, byte[] payload) {
        if (!claude) {
            write(type, payload);
            return;
        }
        Map<String, RawJson> error = new LinkedHashMap<>();
        error.put("type", RawJson.of(anthropic(type)));
        error.put("message", RawJson.of(words(payload, type)));
        Map<String, RawJson> event = new LinkedHashMap<>();
        event.put("type", RawJson.of("error"));
        event.put("error", RawJson.object(error));
        write("error", RawJson.object(event).toBytes());
    }

    private static String words(byte[] payload, String absent) {
        try {
            return RawJson.parse(payload)
                    .get("message")
                    .flatMap(RawJson::asString)
                    .orElse(absent);
        } catch (MalformedJsonException e) {
            return absent;
        }
    }

    /** Anthropic's word for it: platform.claude.com/docs/en/api/errors, 2026-11. */
    private static String anthropic(String exception) {
        switch (exception.toLowerCase(Locale.ROOT)) {
            case "throttlingexception":
                return "rate_limit_error";
            case "serviceunavailableexception":
            case "modelnotreadyexception":
                return "overloaded_error";
            case "modeltimeoutexception":
                return "timeout_error";
            case "validationexception":
                return "invalid_request_error";
            default:
                return "api_error";
        }
    }

    private void write(String name, byte[] data) {
        if (!name.isEmpty()) {
            out.writeBytes(("event: " + plain(name) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        int from = 0;
        for (int i = 0; i <= data.length; i++) {
            // In JSON a line break is white space, and no event may have one inside a line.
            if (i == data.length || data[i] == '\n' || data[i] == '\r') {
                out.writeBytes("data: ".getBytes(StandardCharsets.US_ASCII));
                out.write(data, from, i - from);
                out.write('\n');
                from = i + 1;
            }
        }
        out.write('\n');
    }

    private static String plain(String name) {
        return name.replaceAll("[\\r\\n]", "");
    }
}
