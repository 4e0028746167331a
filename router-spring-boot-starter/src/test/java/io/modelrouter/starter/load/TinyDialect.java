package io.modelrouter.starter.load;

import java.nio.charset.StandardCharsets;

/** The smallest request and answer of each dialect that are complete, with ten tokens in and five out. */
public enum TinyDialect {
    CHAT(
            "/v1/chat/completions",
            "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]",
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"hello\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}}",
            data("{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                    + "[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}"),
            data("{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                    + "[{\"index\":0,\"delta\":{\"content\":\"hello \"},\"finish_reason\":null}]}"),
            data("{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                            + "[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}")
                    + data("{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
                            + "\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,"
                            + "\"total_tokens\":15}}")
                    + data("[DONE]")),
    RESPONSES(
            "/v1/responses",
            "\"input\":\"hi\"",
            "{\"id\":\"r\",\"object\":\"response\",\"created_at\":1,\"status\":\"completed\",\"model\":\"m\",\"output\":"
                    + "[{\"type\":\"message\",\"id\":\"i\",\"status\":\"completed\",\"role\":\"assistant\",\"content\":"
                    + "[{\"type\":\"output_text\",\"text\":\"hello\",\"annotations\":[]}]}],"
                    + "\"usage\":{\"input_tokens\":10,\"output_tokens\":5,\"total_tokens\":15}}",
            event(
                            "response.created",
                            "\"sequence_number\":0,\"response\":{\"id\":\"r\",\"object\":\"response\","
                                    + "\"status\":\"in_progress\",\"output\":[]}")
                    + event(
                            "response.output_item.added",
                            "\"sequence_number\":1,\"output_index\":0,\"item\":"
                                    + "{\"type\":\"message\",\"id\":\"i\",\"status\":\"in_progress\",\"role\":\"assistant\","
                                    + "\"content\":[]}")
                    + event(
                            "response.content_part.added",
                            "\"sequence_number\":2,\"output_index\":0,"
                                    + "\"content_index\":0,\"item_id\":\"i\",\"part\":{\"type\":\"output_text\",\"text\":\"\"}"),
            event(
                    "response.output_text.delta",
                    "\"sequence_number\":3,\"output_index\":0,\"content_index\":0,"
                            + "\"item_id\":\"i\",\"delta\":\"hello \""),
            event(
                    "response.completed",
                    "\"sequence_number\":9,\"response\":{\"id\":\"r\",\"object\":\"response\","
                            + "\"status\":\"completed\",\"output\":[],\"usage\":{\"input_tokens\":10,\"output_tokens\":5,"
                            + "\"total_tokens\":15}}")),
    CLAUDE(
            "/v1/messages",
            "\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]",
            "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[{\"type\":\"text\","
                    + "\"text\":\"hello\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":10,"
                    + "\"output_tokens\":5}}",
            event(
                            "message_start",
                            "\"message\":{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\","
                                    + "\"model\":\"m\",\"content\":[],\"usage\":{\"input_tokens\":10,\"output_tokens\":1}}")
                    + event("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"),
            event("content_block_delta", "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"hello \"}"),
            event("content_block_stop", "\"index\":0")
                    + event("message_delta", "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":5}")
                    + event("message_stop", "\"ok\":true")),
    GEMINI(
            "/v1beta/models/m",
            "\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]",
            gemini("hello", ",\"finishReason\":\"STOP\""),
            data(gemini("well ", "")),
            data(gemini("hello ", "")),
            data(gemini("!", ",\"finishReason\":\"STOP\"")));

    private final String path;
    private final String request;
    private final String whole;
    private final String opening;
    private final String delta;
    private final String ending;

    TinyDialect(String path, String request, String whole, String opening, String delta, String ending) {
        this.path = path;
        this.request = request;
        this.whole = whole;
        this.opening = opening;
        this.delta = delta;
        this.ending = ending;
    }

    private static String data(String json) {
        return "data: " + json + "\n\n";
    }

    private static String event(String type, String members) {
        return "event: " + type + "\n" + data("{\"type\":\"" + type + "\"," + members + "}");
    }

    private static String gemini(String text, String more) {
        return "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"" + text + "\"}]}" + more
                + ",\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":10,\"candidatesTokenCount\":5,"
                + "\"totalTokenCount\":15},\"modelVersion\":\"m\"}";
    }

    /** Where the router, and the upstream as well, are asked. */
    public String path(boolean stream) {
        if (this != GEMINI) {
            return path;
        }
        return path + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent");
    }

    public byte[] request(boolean stream) {
        if (this == GEMINI) {
            return bytes("{" + request + "}");
        }
        // With its usage asked for, a stream passes without any change.
        String usage = this == CHAT ? ",\"stream_options\":{\"include_usage\":true}" : "";
        return bytes("{\"model\":\"m\"," + (stream ? "\"stream\":true" + usage + "," : "") + request + "}");
    }

    public byte[] answer(boolean stream) {
        return bytes(stream ? opening + delta + ending : whole);
    }

    /** What a stream begins with: everything before its first delta. */
    public byte[] opening() {
        return bytes(opening);
    }

    public byte[] delta() {
        return bytes(delta);
    }

    public byte[] ending() {
        return bytes(ending);
    }

    public static TinyDialect of(String target) {
        for (TinyDialect dialect : values()) {
            if (target.startsWith(dialect.path)) {
                return dialect;
            }
        }
        throw new AssertionError("nobody asks for " + target);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
