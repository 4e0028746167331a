package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.Citation;
import io.modelrouter.chat.Media;
import io.modelrouter.chat.Signature;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.CallIdNames;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.ObjectArguments;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.event.ChatEvent.BlockKind;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the blocks of one answer. A block without content is never written: the vendor's own answers have none, and an
 * empty text before a tool call breaks clients.
 */
final class ClaudeAnswerBlocks {
    private final AnswerContext context;
    private final ClaudeAnswerSink sink;
    private final ToolNames names;
    private final CallIdNames ids = new CallIdNames(64);
    private final Set<String> usedIds = new HashSet<>();
    /**
     * Signatures of the last texts, until something else follows. At the end of an answer they are left out: Google wants them
     * back for calls only, and clients such as Claude Code take the last block for the answer.
     */
    private final List<List<Signature>> ofTexts = new ArrayList<>();

    ClaudeAnswerBlocks(AnswerContext context, ClaudeAnswerSink sink) {
        this.context = context;
        this.sink = sink;
        this.names = new ToolNames(context.request());
    }

    ClaudeAnswerBlock of(BlockKind kind) {
        return kind == BlockKind.REASONING ? new Thinking() : new Text();
    }

    ClaudeAnswerBlock toolCall(String id, String name) {
        String written = ids.written(id);
        for (int i = 2; !usedIds.add(written); i++) {
            written = ids.written(id + "_" + i);
        }
        return new ToolUse(written, names.original(name).name());
    }

    /** A block of the vendor's own that came whole. */
    ClaudeAnswerBlock whole(ObjectNode block) {
        return new Whole(block);
    }

    private static ObjectNode typed(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    private void begin(ObjectNode block) {
        ofTexts.forEach(this::carry);
        ofTexts.clear();
        sink.open(block);
    }

    /** Signatures that have no place in this dialect travel in a thinking block of their own. */
    private void carry(List<String> signatures, Signature.Place place) {
        if (signatures.isEmpty()) {
            return;
        }
        List<Signature> all = placed(signatures, place);
        signatures.clear();
        carry(all);
    }

    private List<Signature> placed(List<String> signatures, Signature.Place place) {
        return signatures.stream()
                .map(value -> new Signature(context.origin(), context.channel(), place, false, value, null))
                .toList();
    }

    private void carry(List<Signature> all) {
        sink.open(typed("thinking").put("thinking", "").put("signature", ""));
        sink.delta(typed("signature_delta").put("signature", Provenance.seal(all)));
        sink.close();
    }

    /** Text, a refusal, or words in the place of media, which no answer of this dialect holds. */
    private final class Text extends ClaudeAnswerBlock {
        private final List<String> signatures = new ArrayList<>();
        private boolean open;
        private boolean mediaLeftOut;

        private void open() {
            if (!open) {
                open = true;
                begin(typed("text").put("text", ""));
            }
        }

        @Override
        void text(String more) {
            if (!more.isEmpty()) {
                open();
                sink.delta(typed("text_delta").put("text", more));
            }
        }

        @Override
        void cited(Citation citation) {
            open();
            sink.delta(typed("citations_delta").set("citation", ClaudeCitations.write(citation)));
        }

        @Override
        void media(Media media) {
            String type = media.mediaType() == null ? "media" : media.mediaType();
            if (media.url() != null) {
                text("![" + type + "](" + media.url() + ")");
            } else {
                text("[" + type + " left out: an answer of this API holds no media]");
            }
            // Without the media its signature is worth nothing.
            mediaLeftOut = true;
        }

        @Override
        void signed(String signature, boolean redacted) {
            signatures.add(signature);
        }

        @Override
        void end() {
            if (open) {
                sink.close();
            }
            if (!mediaLeftOut && !signatures.isEmpty()) {
                ofTexts.add(placed(signatures, Signature.Place.PREVIOUS));
            }
        }
    }

    private final class Thinking extends ClaudeAnswerBlock {
        private String signature = "";
        private boolean redacted;
        private boolean open;

        private void open() {
            if (!open) {
                open = true;
                begin(typed("thinking").put("thinking", "").put("signature", ""));
            }
        }

        @Override
        void text(String more) {
            if (!more.isEmpty()) {
                open();
                sink.delta(typed("thinking_delta").put("thinking", more));
            }
        }

        /** The last one counts: OpenAI tells another one with every event of the same item. */
        @Override
        void signed(String opaque, boolean hidden) {
            signature = opaque;
            redacted = hidden;
        }

        @Override
        void end() {
            boolean own = context.origin() == Dialect.CLAUDE_MESSAGES;
            boolean apart = own && redacted;
            if (!signature.isEmpty() && !apart) {
                open();
            }
            if (open) {
                // Clients want a signature, even an empty one.
                sink.delta(typed("signature_delta").put("signature", apart ? "" : own ? signature : sealed()));
                sink.close();
            }
            if (apart && !signature.isEmpty()) {
                begin(typed("redacted_thinking").put("data", signature));
                sink.close();
            }
        }

        /** Unsigned thinking is marked too, for a Claude channel must not get it as its own in the next turn. */
        private String sealed() {
            return Provenance.seal(
                    new Signature(context.origin(), context.channel(), Signature.Place.OWN, redacted, signature, null));
        }
    }

    /** A call, held back until it is clear that no signature stands before its arguments. */
    private final class ToolUse extends ClaudeAnswerBlock {
        private final String id;
        private final String name;
        private final List<String> signatures = new ArrayList<>();
        private final StringBuilder held = new StringBuilder();
        private boolean open;
        private boolean streaming;

        ToolUse(String id, String name) {
            this.id = id;
            this.name = name;
        }

        private void open() {
            if (!open) {
                open = true;
                carry(signatures, Signature.Place.NEXT);
                ObjectNode block = typed("tool_use").put("id", id).put("name", name);
                block.putObject("input");
                begin(block);
            }
        }

        @Override
        void signed(String signature, boolean redacted) {
            signatures.add(signature);
        }

        /** An object is written as it comes; what does not begin like one is kept until it can be put into one. */
        @Override
        void text(String more) {
            open();
            if (!streaming) {
                held.append(more);
                String begun = held.toString().stripLeading();
                if (!begun.startsWith("{")) {
                    return;
                }
                streaming = true;
                arguments(begun);
            } else {
                arguments(more);
            }
        }

        private void arguments(String json) {
            if (!json.isEmpty()) {
                sink.delta(typed("input_json_delta").put("partial_json", json));
            }
        }

        @Override
        void end() {
            open();
            if (!streaming) {
                arguments(new String(JsonTree.bytes(ObjectArguments.object(held.toString())), StandardCharsets.UTF_8));
            }
            sink.close();
            carry(signatures, Signature.Place.PREVIOUS);
        }
    }

    /**
     * A server tool's call is streamed with its input behind its start, as the vendor does; anything else stands
     * whole.
     */
    private final class Whole extends ClaudeAnswerBlock {
        private final ObjectNode block;

        Whole(ObjectNode block) {
            this.block = block;
        }

        @Override
        void end() {
            JsonNode input = block.get("input");
            boolean filled = input != null && input.isObject() && !input.isEmpty();
            if (filled) {
                begin(block.deepCopy().set("input", JsonNodeFactory.instance.objectNode()));
                String json = new String(JsonTree.bytes(input), StandardCharsets.UTF_8);
                sink.delta(typed("input_json_delta").put("partial_json", json));
            } else {
                begin(block);
            }
            sink.close();
        }
    }
}
