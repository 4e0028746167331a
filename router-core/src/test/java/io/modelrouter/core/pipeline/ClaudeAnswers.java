package io.modelrouter.core.pipeline;

import io.modelrouter.core.pipeline.ReplayProvider.Answer;

/** Claude answers as the recordings have them, shortened. */
final class ClaudeAnswers {
    static final String START = "event: message_start\n"
            + "data: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\","
            + "\"model\":\"claude-x\",\"content\":[],\"stop_reason\":null,\"usage\":{\"input_tokens\":10,\"output_tokens\":1}}}\n\n"
            + "event: content_block_start\n"
            + "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
            + "event: ping\ndata: {\"type\": \"ping\"}\n\n";
    static final String DELTA = "event: content_block_delta\n"
            + "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello you\"}}\n\n";
    static final String END = "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
            + "event: message_delta\n"
            + "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},"
            + "\"usage\":{\"output_tokens\":5}}\n\n"
            + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    static final String STREAM = START + DELTA + END;
    static final String OVERLOADED_EVENT = "event: error\n"
            + "data: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n";
    static final String WHOLE = "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-x\","
            + "\"content\":[{\"type\":\"text\",\"text\":\"Hello you\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,"
            + "\"usage\":{\"input_tokens\":10,\"output_tokens\":5}}";

    private ClaudeAnswers() {}

    static Answer stream(String body) {
        return Answer.of(200, "text/event-stream; charset=utf-8", body);
    }

    static Answer whole() {
        return Answer.of(200, "application/json", WHOLE);
    }

    static Answer error(int status, String type) {
        return Answer.of(
                status,
                "application/json",
                "{\"type\":\"error\",\"error\":{\"type\":\"" + type
                        + "\",\"message\":\"upstream words\"},\"request_id\":\"req_1\"}");
    }

    /** A provider that answers streams with the stream and others with the whole answer. */
    static ReplayProvider good(String type) {
        return new ReplayProvider(type, request -> request.stream() ? stream(STREAM) : whole());
    }

    static ReplayProvider always(String type, Answer answer) {
        return new ReplayProvider(type, request -> answer);
    }
}
