package io.modelrouter.core.dialect.responses;

import io.modelrouter.chat.Media;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEvent.BlockKind;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** A picture that the provider's tool made. Previews on the way are handed on unmapped. */
final class ResponsesImage extends ResponsesItem {
    private static final Set<String> KNOWN = Set.of("id", "type", "status", "result");

    ResponsesImage(IntSupplier nextBlock) {
        super(nextBlock);
    }

    @Override
    void step(String type, JsonNode event, Consumer<ChatEvent> events) {
        if (type.equals("response.image_generation_call.partial_image")) {
            unmapped(event, events);
        }
    }

    @Override
    void complete(JsonNode item, Consumer<ChatEvent> events) {
        String picture = nonEmpty(item, "result");
        if (picture != null) {
            String format = JsonTree.text(item, "output_format");
            int block = nextBlock.getAsInt();
            events.accept(new ChatEvent.BlockStarted(block, 0, BlockKind.MEDIA));
            // png where it is not told: developers.openai.com, image generation.
            Media media = new Media("image/" + (format == null ? "png" : format), picture, null);
            events.accept(new ChatEvent.MediaProduced(block, media));
            events.accept(new ChatEvent.BlockEnded(block));
        }
        unmapped(item, KNOWN, JsonNodeFactory.instance.objectNode(), events);
    }

    @Override
    void end(Consumer<ChatEvent> events) {}
}
