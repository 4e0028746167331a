package io.modelrouter.starter.translate;

import io.modelrouter.wire.Dialect;
import tools.jackson.databind.JsonNode;

/** What the official SDK of a dialect reads of an answer's bytes, as a tree of the whole answer. */
final class Sdks {
    private Sdks() {}

    static JsonNode whole(Dialect dialect, byte[] body) {
        switch (dialect) {
            case OPENAI_CHAT:
                return SdkOpenAi.chat(body);
            case OPENAI_RESPONSES:
                return SdkOpenAi.response(body);
            case CLAUDE_MESSAGES:
                return SdkClaude.message(body);
            default:
                return SdkGemini.response(body);
        }
    }

    static JsonNode streamed(Dialect dialect, byte[] body, boolean array) {
        switch (dialect) {
            case OPENAI_CHAT:
                return SdkOpenAi.chatStream(body);
            case OPENAI_RESPONSES:
                return SdkOpenAi.responseStream(body);
            case CLAUDE_MESSAGES:
                return SdkClaude.messageStream(body);
            default:
                return SdkGemini.responseStream(body, array);
        }
    }

    /** Throws if the SDK of the dialect could not have made the request. */
    static void checkRequest(Dialect dialect, byte[] body) throws Exception {
        switch (dialect) {
            case OPENAI_CHAT:
                SdkOpenAi.checkChatRequest(body);
                break;
            case OPENAI_RESPONSES:
                SdkOpenAi.checkResponsesRequest(body);
                break;
            case CLAUDE_MESSAGES:
                SdkClaude.checkRequest(body);
                break;
            default:
                SdkGemini.checkRequest(body);
                break;
        }
    }
}
