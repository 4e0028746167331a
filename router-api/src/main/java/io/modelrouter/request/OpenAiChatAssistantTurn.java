package io.modelrouter.request;

import io.modelrouter.wire.RawJson;
import java.util.function.Consumer;

/**
 * A turn of the model in {@link OpenAiChatRequest}, from an earlier answer: its text, its tool calls, or both. Not
 * thread-safe.
 */
public final class OpenAiChatAssistantTurn {
    private final MemberTree message = new MemberTree("role", "content", "tool_calls").set("role", "assistant");

    private OpenAiChatAssistantTurn() {}

    static RawJson of(Consumer<OpenAiChatAssistantTurn> turn) {
        OpenAiChatAssistantTurn assistant = new OpenAiChatAssistantTurn();
        turn.accept(assistant);
        if (assistant.message.size() == 1) {
            throw new IllegalStateException("an assistant turn needs text or a tool call");
        }
        if (!assistant.message.has("content")) {
            assistant.message.set("content", RawJson.ofNull());
        }
        return assistant.message.toJson();
    }

    /** {@code content}; a turn without text has {@code null} there. */
    public OpenAiChatAssistantTurn text(String text) {
        message.set("content", text);
        return this;
    }

    /**
     * A tool call: {@code {"id":...,"type":"function","function":{"name":...,"arguments":"..."}}}.
     *
     * @param arguments as the model wrote them, sent back unchanged even where they are not valid JSON
     */
    public OpenAiChatAssistantTurn toolCall(String id, String name, String arguments) {
        RawJson function =
                new MemberTree().set("name", name).set("arguments", arguments).toJson();
        message.add(
                "tool_calls",
                new MemberTree().set("id", id).set("type", "function").set("function", function));
        return this;
    }

    /** Any other member of the message, such as {@code reasoning_content}. */
    public OpenAiChatAssistantTurn set(String name, RawJson value) {
        message.set(name, value);
        return this;
    }
}
