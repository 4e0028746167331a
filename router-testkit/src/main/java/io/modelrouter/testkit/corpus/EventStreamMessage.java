package io.modelrouter.testkit.corpus;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One message of a recorded AWS event stream: lengths, a checksum, headers, a payload, a checksum. Checksums are not checked,
 * and headers other than texts are left out.
 *
 * @param headers such as {@code :event-type}
 * @param payload JSON
 */
public record EventStreamMessage(Map<String, String> headers, String payload) {
    private static final int PRELUDE = 12;
    private static final int CHECKSUM = 4;
    private static final int TEXT = 7;

    public EventStreamMessage {
        headers = Map.copyOf(headers);
    }

    /** The messages of a whole stream. */
    public static List<EventStreamMessage> read(byte[] stream) {
        List<EventStreamMessage> messages = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(stream);
        for (int at = 0; at < stream.length; at += buffer.getInt(at)) {
            int payload = at + PRELUDE + buffer.getInt(at + 4);
            int end = at + buffer.getInt(at) - CHECKSUM;
            messages.add(new EventStreamMessage(
                    headers(buffer, at + PRELUDE, payload),
                    new String(stream, payload, end - payload, StandardCharsets.UTF_8)));
        }
        return messages;
    }

    private static Map<String, String> headers(ByteBuffer buffer, int from, int to) {
        Map<String, String> headers = new LinkedHashMap<>();
        int at = from;
        while (at < to) {
            int nameLength = buffer.get(at);
            String name = text(buffer, at + 1, nameLength);
            at += 1 + nameLength;
            if (buffer.get(at) != TEXT) {
                break;
            }
            int length = buffer.getShort(at + 1);
            headers.put(name, text(buffer, at + 3, length));
            at += 3 + length;
        }
        return headers;
    }

    private static String text(ByteBuffer buffer, int from, int length) {
        return new String(buffer.array(), from, length, StandardCharsets.UTF_8);
    }

    /** What the message is: the type of its event, or of its exception. */
    public String type() {
        String event = headers.get(":event-type");
        return event == null ? headers.getOrDefault(":exception-type", "") : event;
    }

    /** The whole stream as server-sent events, as the provider of Bedrock hands it on. */
    public static byte[] toServerSentEvents(byte[] stream) {
        ByteArrayOutputStream events = new ByteArrayOutputStream();
        for (EventStreamMessage message : read(stream)) {
            String event = "event: " + message.type() + "\ndata: " + message.payload() + "\n\n";
            events.writeBytes(event.getBytes(StandardCharsets.UTF_8));
        }
        return events.toByteArray();
    }
}
