package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.Citation;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Media;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEvent.BlockKind;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One choice of an answer on its way to events. Text, reasoning and refusal follow one another as blocks; tool calls and
 * sound stay open beside them until they are whole.
 */
final class OpenAiChatChoice {
    /** Members of a delta or message that are read here. */
    static final Set<String> KNOWN = Set.of(
            "role",
            "content",
            "refusal",
            "reasoning_content",
            "reasoning",
            "reasoning_details",
            "tool_calls",
            "function_call",
            "audio",
            "annotations",
            "images");

    private final int choice;
    private final IntSupplier nextBlock;
    private final OpenAiChatToolCalls calls;
    private final OpenAiChatWords spoken;
    private final OpenAiChatThinkSplitter text;
    private int sound = -1;
    private @Nullable String finish;

    OpenAiChatChoice(int choice, OpenAiChatThinkTags thinkTags, IntSupplier nextBlock) {
        this.choice = choice;
        this.nextBlock = nextBlock;
        this.calls = new OpenAiChatToolCalls(choice, nextBlock);
        this.spoken = new OpenAiChatWords(choice, nextBlock);
        this.text = new OpenAiChatThinkSplitter(thinkTags, spoken);
    }

    /** The provider's word for the end; later ones overwrite, since Z.ai and others repeat it with each call. */
    void finish(String reason) {
        finish = reason;
    }

    /**
     * Takes what a delta or a message says.
     *
     * @param whole whether it is the message of a whole answer
     * @param rest receives what has no event
     */
    void take(JsonNode words, boolean whole, ObjectNode rest, Consumer<ChatEvent> events) {
        spoken.think(words, events);
        content(words.path("content"), rest, events);
        for (JsonNode annotation : words.path("annotations")) {
            if (!spoken.cite(annotation, events)) {
                rest.withArrayProperty("annotations").add(annotation);
            }
        }
        spoken.say(BlockKind.REFUSAL, JsonTree.text(words, "refusal"), events);
        JsonNode toolCalls = words.path("tool_calls");
        if (JsonTree.saysSomething(toolCalls)) {
            text.end(events);
            spoken.close(events);
        }
        for (JsonNode call : toolCalls) {
            if (!calls.take(call, whole, events)) {
                rest.withArrayProperty("tool_calls").add(call);
            }
        }
        JsonNode functionCall = words.path("function_call");
        if (functionCall.isObject()) {
            calls.takeLegacy(functionCall, events);
        }
        audio(words.path("audio"), rest, events);
        for (JsonNode image : words.path("images")) {
            image(image, rest, "images", events);
        }
    }

    /**
     * Ends every block that is open.
     *
     * @param sources what the answer rests on
     */
    FinishReason end(List<Citation> sources, Consumer<ChatEvent> events) {
        text.end(events);
        spoken.rest(sources, events);
        spoken.close(events);
        if (sound >= 0) {
            events.accept(new ChatEvent.BlockEnded(sound));
        }
        calls.end(events);
        return OpenAiChatFinish.of(finish, calls.any(), spoken.onlyRefused());
    }

    private void content(JsonNode content, ObjectNode rest, Consumer<ChatEvent> events) {
        if (content.isString()) {
            text.take(content.stringValue(), events);
        } else if (content.isArray()) {
            for (JsonNode part : content) {
                part(part, rest, events);
            }
        } else if (JsonTree.saysSomething(content)) {
            rest.set("content", content);
        }
    }

    /** One part of Mistral's lists. */
    private void part(JsonNode part, ObjectNode rest, Consumer<ChatEvent> events) {
        String type = JsonTree.text(part, "type");
        if ("text".equals(type)) {
            String words = JsonTree.text(part, "text");
            text.take(words == null ? "" : words, events);
        } else if ("refusal".equals(type)) {
            spoken.say(BlockKind.REFUSAL, JsonTree.text(part, "refusal"), events);
        } else if ("thinking".equals(type)) {
            JsonNode thinking = part.path("thinking");
            spoken.say(BlockKind.REASONING, thinking.isString() ? thinking.stringValue() : null, events);
            if (thinking.isArray()) {
                for (JsonNode thought : thinking) {
                    spoken.say(BlockKind.REASONING, JsonTree.text(thought, "text"), events);
                }
            }
        } else if ("image_url".equals(type)) {
            image(part, rest, "content", events);
        } else if (JsonTree.saysSomething(part)) {
            rest.withArrayProperty("content").add(part);
        }
    }

    /** Sound comes whole or in pieces; its transcript is what the model says, its id what a later turn refers to. */
    private void audio(JsonNode audio, ObjectNode rest, Consumer<ChatEvent> events) {
        if (!audio.isObject()) {
            return;
        }
        spoken.say(BlockKind.TEXT, JsonTree.text(audio, "transcript"), events);
        String data = JsonTree.text(audio, "data");
        if (data != null && !data.isEmpty()) {
            if (sound < 0) {
                sound = nextBlock.getAsInt();
                events.accept(new ChatEvent.BlockStarted(sound, choice, BlockKind.MEDIA));
            }
            // The format is the one that the request chose; the answer does not tell it.
            events.accept(new ChatEvent.MediaProduced(sound, new Media(null, data, null)));
        }
        String id = JsonTree.text(audio, "id");
        if (id != null && !id.isEmpty()) {
            ObjectNode told = rest.withObjectProperty("audio").put("id", id);
            if (JsonTree.saysSomething(audio.get("expires_at"))) {
                told.set("expires_at", audio.get("expires_at"));
            }
        }
    }

    private void image(JsonNode image, ObjectNode rest, String name, Consumer<ChatEvent> events) {
        JsonNode address = image.path("image_url");
        String url = address.isString() ? address.stringValue() : JsonTree.text(address, "url");
        if (url == null || url.isEmpty()) {
            rest.withArrayProperty(name).add(image);
            return;
        }
        spoken.close(events);
        int block = nextBlock.getAsInt();
        events.accept(new ChatEvent.BlockStarted(block, choice, BlockKind.MEDIA));
        events.accept(new ChatEvent.MediaProduced(block, media(url)));
        events.accept(new ChatEvent.BlockEnded(block));
    }

    /** A {@code data:} address in base64 is content, anything else a place. */
    private static Media media(String url) {
        int comma = url.indexOf(',');
        if (!url.startsWith("data:") || comma < 0 || !url.substring(0, comma).endsWith(";base64")) {
            return new Media(null, null, url);
        }
        String type = url.substring("data:".length(), comma - ";base64".length());
        return new Media(type.isEmpty() ? null : type, url.substring(comma + 1), null);
    }
}
