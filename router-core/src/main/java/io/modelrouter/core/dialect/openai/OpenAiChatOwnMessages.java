package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Turn;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Messages that were written in this dialect: they stay as they are, but for other vendors' signatures. */
final class OpenAiChatOwnMessages {
    private final OpenAiChatChannel channel;
    private final Losses losses;

    OpenAiChatOwnMessages(OpenAiChatChannel channel, Losses losses) {
        this.channel = channel;
        this.losses = losses;
    }

    static boolean isOwn(Turn turn) {
        return turn.source().dialect() == Dialect.OPENAI_CHAT && turn.source().json() != null;
    }

    ObjectNode write(Turn turn) {
        RawJson json = Objects.requireNonNull(turn.source().json());
        byte[] bytes = json.toBytes();
        ObjectNode message = (ObjectNode) Objects.requireNonNull(JsonTree.read(bytes));
        if (!channel.isComplete() && turn.role() == Turn.Role.DEVELOPER) {
            losses.approximated(turn.source().path() + ".role", "becomes a system message");
            message.put("role", "system");
        }
        if (Provenance.occursIn(json)) {
            unsealed(turn, message);
        }
        return message;
    }

    /** Takes out what other vendors' models thought, and puts back what this dialect's did. */
    private void unsealed(Turn turn, ObjectNode message) {
        ArrayNode details = JsonNodeFactory.instance.arrayNode();
        boolean foreign = false;
        for (JsonNode entry : message.path("reasoning_details")) {
            boolean sealed = isSealed(entry, "data") || isSealed(entry, "signature");
            foreign |= sealed;
            if (!sealed) {
                details.add(entry);
            }
        }
        if (!foreign) {
            return;
        }
        for (PromptBlock block : turn.blocks()) {
            Signature signature = OpenAiChatBlockWriter.signature(block);
            if (signature != null && signature.origin() != Dialect.OPENAI_CHAT) {
                losses.hint(block.source().path(), "is another vendor's");
            } else if (signature != null
                    && block instanceof PromptBlock.Reasoning reasoning
                    && !stands(message, signature)) {
                OpenAiChatDetails.write(signature.value(), reasoning.text(), details);
            }
        }
        message.remove("reasoning_details");
        message.remove("reasoning_content");
        message.remove("reasoning");
        if (!details.isEmpty()) {
            message.set("reasoning_details", details);
        }
    }

    private static boolean isSealed(JsonNode entry, String carrier) {
        String text = JsonTree.text(entry, carrier);
        return text != null && Provenance.isSealed(text);
    }

    /** Whether the signature stands in the message as an entry of its own, which has been kept already. */
    private static boolean stands(ObjectNode message, Signature signature) {
        for (JsonNode entry : message.path("reasoning_details")) {
            if (signature.value().contains(entry.toString())) {
                return true;
            }
        }
        return false;
    }
}
