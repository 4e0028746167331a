package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.Citation;
import io.modelrouter.chat.Media;
import io.modelrouter.chat.Signature;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.DataUrl;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.core.dialect.openai.OpenAiChatLane.Block;
import io.modelrouter.wire.Dialect;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One choice on its way out: what each of its blocks adds to the message, as deltas. */
final class OpenAiChatAnswerChoice {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    final OpenAiChatLane text = new OpenAiChatLane(new Words("content"));
    final OpenAiChatLane refusal = new OpenAiChatLane(new Words("refusal"));
    final OpenAiChatLane reasoning = new OpenAiChatLane(new Words("reasoning_content"));
    final OpenAiChatLane media = new OpenAiChatLane(new Shown());
    final OpenAiChatLane calls;

    private final AnswerContext context;
    private final Consumer<ObjectNode> deltas;
    private int details;
    private int lengthOfText;
    private boolean refused;
    private boolean spoken;

    /**
     * @param legacy whether the client knows {@code function_call} only
     * @param deltas takes each delta
     */
    OpenAiChatAnswerChoice(AnswerContext context, ToolNames names, boolean legacy, Consumer<ObjectNode> deltas) {
        this.context = context;
        this.deltas = deltas;
        this.calls = new OpenAiChatLane(
                legacy
                        ? new OpenAiChatLegacyCall(names, deltas)
                        : new OpenAiChatCallDeltas(
                                names, deltas, block -> sign(block, Signature.Place.NEXT, block.id)));
    }

    /** Whether the model refused and said nothing else. */
    boolean refused() {
        return refused && !spoken;
    }

    /** Hands on what the maker wants back of a block that is over. */
    private void sign(Block block, Signature.Place place, @Nullable String call) {
        if (block.signatures.isEmpty()) {
            return;
        }
        ArrayNode entries = JSON.arrayNode();
        if (place == Signature.Place.OWN) {
            // A later signature replaces the one before.
            sign(block, block.signatures.get(block.signatures.size() - 1), place, null, entries);
        } else {
            block.signatures.forEach(value -> sign(block, value, place, call, entries));
        }
        ObjectNode delta = JSON.objectNode();
        delta.set("reasoning_details", entries);
        deltas.accept(delta);
    }

    private void sign(Block block, String value, Signature.Place place, @Nullable String call, ArrayNode entries) {
        String said = place == Signature.Place.OWN ? block.said.toString() : "";
        if (context.origin() == Dialect.OPENAI_CHAT && OpenAiChatDetails.write(value, said, entries)) {
            return;
        }
        String text = place == Signature.Place.OWN ? said : null;
        Signature signature = new Signature(context.origin(), context.channel(), place, block.redacted, value, text);
        entries.addObject()
                .put("type", "reasoning.encrypted")
                .put("data", Provenance.seal(signature))
                .put("id", call)
                .put("index", details++);
    }

    /** Text, refusal, thinking: each one string of the message. */
    private final class Words implements OpenAiChatLane.Target {
        private final String member;

        Words(String member) {
            this.member = member;
        }

        @Override
        public void begin(Block block) {
            refused |= member.equals("refusal");
        }

        @Override
        public void say(Block block, String more) {
            spoken |= member.equals("content");
            deltas.accept(JSON.objectNode().put(member, more));
        }

        @Override
        public void end(Block block) {
            if (member.equals("content")) {
                cite(block);
                lengthOfText += block.said.length();
                sign(block, Signature.Place.NEXT, null);
            } else {
                sign(block, Signature.Place.OWN, null);
            }
        }

        private void cite(Block block) {
            ArrayNode annotations = JSON.arrayNode();
            for (Citation citation : block.citations) {
                JsonNode annotation = OpenAiChatCitations.write(citation, lengthOfText, block.said.length());
                if (annotation != null) {
                    annotations.add(annotation);
                }
            }
            if (!annotations.isEmpty()) {
                ObjectNode delta = JSON.objectNode();
                delta.set("annotations", annotations);
                deltas.accept(delta);
            }
        }
    }

    /** Pictures and sound. */
    private final class Shown implements OpenAiChatLane.Target {
        @Override
        public void begin(Block block) {}

        @Override
        public void say(Block block, String more) {}

        @Override
        public void show(Media media) {
            String type = media.mediaType();
            String base64 = media.base64();
            boolean own = context.origin() == Dialect.OPENAI_CHAT;
            ObjectNode delta = JSON.objectNode();
            if (base64 != null && ((own && type == null) || (type != null && type.startsWith("audio/")))) {
                ObjectNode sound = delta.putObject("audio");
                if (!own) {
                    sound.put("id", "audio_" + context.callId());
                }
                sound.put("data", base64);
            } else {
                ObjectNode image = delta.putArray("images").addObject().put("type", "image_url");
                image.putObject("image_url").put("url", base64 == null ? media.url() : DataUrl.write(type, base64));
            }
            deltas.accept(delta);
        }

        @Override
        public void end(Block block) {
            sign(block, Signature.Place.NEXT, null);
        }
    }
}
