package io.modelrouter.core.dialect.responses;

import io.modelrouter.chat.Media;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Tool;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEventVisitor;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the events of one block after the other as items. Not thread-safe. */
final class ResponsesBlockEvents implements ChatEventVisitor<ResponsesBlockEvents> {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Set<String> WRITTEN_ITEMS =
            Set.of("message", "reasoning", "function_call", "custom_tool_call", "image_generation_call");

    private final ResponsesOutput output;
    private final AnswerContext context;
    private final ToolNames names;
    private final boolean own;

    private ChatEvent.BlockKind kind = ChatEvent.BlockKind.TEXT;
    private @Nullable ResponsesReasoningDraft reasoning;
    private ChatEvent.@Nullable ToolCallStarted tool;
    private @Nullable ResponsesCallDraft call;
    private @Nullable StringBuilder wrapped;
    private final List<Media> media = new ArrayList<>();
    private final List<Signature> signatures = new ArrayList<>();
    private @Nullable String namespace;
    private boolean refused;

    ResponsesBlockEvents(ResponsesOutput output, AnswerContext context) {
        this.output = output;
        this.context = context;
        this.names = new ToolNames(context.request());
        this.own = context.origin() == Dialect.OPENAI_RESPONSES;
    }

    boolean refused() {
        return refused;
    }

    @Override
    public ResponsesBlockEvents messageStarted(ChatEvent.MessageStarted event) {
        return this;
    }

    @Override
    public ResponsesBlockEvents usageUpdated(ChatEvent.UsageUpdated event) {
        return this;
    }

    @Override
    public ResponsesBlockEvents unmapped(ChatEvent.Unmapped event) {
        return this;
    }

    @Override
    public ResponsesBlockEvents finished(ChatEvent.Finished event) {
        return this;
    }

    @Override
    public ResponsesBlockEvents blockStarted(ChatEvent.BlockStarted event) {
        kind = event.kind();
        return this;
    }

    @Override
    public ResponsesBlockEvents textDelta(ChatEvent.TextDelta event) {
        if (!event.text().isEmpty()) {
            boolean refusal = kind == ChatEvent.BlockKind.REFUSAL;
            refused |= refusal;
            output.message().say(refusal, event.text());
        }
        return this;
    }

    @Override
    public ResponsesBlockEvents citationAdded(ChatEvent.CitationAdded event) {
        output.message().cite(event.citation());
        return this;
    }

    @Override
    public ResponsesBlockEvents reasoningDelta(ChatEvent.ReasoningDelta event) {
        if (!event.text().isEmpty()) {
            thoughts().say(event.text());
        }
        return this;
    }

    private ResponsesReasoningDraft thoughts() {
        ResponsesReasoningDraft open = reasoning;
        if (open == null) {
            open = output.reasoning();
            reasoning = open;
        }
        return open;
    }

    @Override
    public ResponsesBlockEvents reasoningSigned(ChatEvent.ReasoningSigned event) {
        Signature signature = new Signature(
                context.origin(), context.channel(), Signature.Place.OWN, event.redacted(), event.signature(), null);
        if (kind == ChatEvent.BlockKind.REASONING && tool == null) {
            thoughts().seal(own ? event.signature() : Provenance.seal(signature));
        } else if (signatures.stream().noneMatch(signature::equals)) {
            signatures.add(signature);
        }
        return this;
    }

    @Override
    public ResponsesBlockEvents toolCallStarted(ChatEvent.ToolCallStarted event) {
        tool = event;
        return this;
    }

    @Override
    public ResponsesBlockEvents toolArgumentsDelta(ChatEvent.ToolArgumentsDelta event) {
        if (!event.json().isEmpty()) {
            ResponsesCallDraft open = begunCall();
            StringBuilder collected = wrapped;
            if (collected == null) {
                open.say(event.json());
            } else {
                collected.append(event.json());
            }
        }
        return this;
    }

    /** The call, which begins with its first argument: a signature of it comes before that, and goes before the item. */
    private ResponsesCallDraft begunCall() {
        ResponsesCallDraft open = call;
        if (open != null) {
            return open;
        }
        ChatEvent.ToolCallStarted started = tool;
        if (started == null) {
            throw new IllegalStateException("no call is open");
        }
        carry(Signature.Place.NEXT);
        ToolNames.Original original = original(started.name());
        ObjectNode item = JSON.objectNode()
                .put("type", original.custom() ? "custom_tool_call" : "function_call")
                .put("call_id", started.id())
                .put("name", original.name());
        if (original.namespace() != null) {
            item.put("namespace", original.namespace());
        }
        wrapped = original.custom() && !own ? new StringBuilder() : null;
        open = output.call(item);
        call = open;
        return open;
    }

    /** A channel of this dialect knows groups and custom tools itself, and calls a tool by its bare name. */
    private ToolNames.Original original(String name) {
        if (!own) {
            return names.original(name);
        }
        boolean custom = context.request().tools().stream()
                .anyMatch(offered ->
                        offered instanceof Tool.Custom && offered.name().equals(name));
        return new ToolNames.Original(namespace, name, custom);
    }

    @Override
    public ResponsesBlockEvents mediaProduced(ChatEvent.MediaProduced event) {
        media.add(event.media());
        return this;
    }

    @Override
    public ResponsesBlockEvents blockEnded(ChatEvent.BlockEnded event) {
        if (tool != null) {
            endCall();
        } else if (kind == ChatEvent.BlockKind.REASONING) {
            if (reasoning != null) {
                if (!own && !reasoning.isSealed()) {
                    // OpenAI does not know the item, and refuses to be shown it as its own in the next turn.
                    reasoning.seal(Provenance.seal(Signature.unsigned(context.origin(), context.channel())));
                }
                output.close();
            }
        } else if (kind == ChatEvent.BlockKind.MEDIA) {
            carry(Signature.Place.NEXT);
            media.forEach(this::show);
        } else {
            ResponsesMessageDraft message = output.openMessage();
            if (message != null) {
                message.endPart();
            }
        }
        carry(Signature.Place.PREVIOUS);
        reasoning = null;
        tool = null;
        call = null;
        wrapped = null;
        namespace = null;
        media.clear();
        return this;
    }

    private void endCall() {
        ResponsesCallDraft ended = begunCall();
        if (wrapped != null) {
            String input = unwrapped(wrapped.toString());
            if (!input.isEmpty()) {
                ended.say(input);
            }
        }
        if (namespace != null) {
            ended.namespace(namespace);
        }
        ended.end();
    }

    /** Other dialects know a custom tool as a function with the one argument {@code input}. */
    private static String unwrapped(String arguments) {
        JsonNode json = JsonTree.read(arguments.getBytes(StandardCharsets.UTF_8));
        String input = json == null ? null : JsonTree.text(json, "input");
        return input == null ? arguments : input;
    }

    /** Writes a picture as OpenAI's tool gives one; media at an address as a link, since there is no item for it. */
    private void show(Media one) {
        String type = one.mediaType() == null ? "image/png" : one.mediaType();
        if (one.base64() != null && type.startsWith("image/")) {
            output.image(type.substring("image/".length()), one.base64());
        } else if (one.url() != null) {
            ResponsesMessageDraft message = output.message();
            message.say(false, (type.startsWith("image/") ? "!" : "") + "[media](" + one.url() + ")");
            message.endPart();
        }
    }

    /** Hides signatures that belong to a neighbour in a reasoning item of their own. */
    private void carry(Signature.Place place) {
        if (signatures.isEmpty()) {
            return;
        }
        String value;
        if (own) {
            value = signatures.get(signatures.size() - 1).value();
        } else {
            value = Provenance.seal(
                    signatures.stream().map(signature -> signature.at(place)).toList());
        }
        signatures.clear();
        output.reasoning().seal(value);
        output.close();
    }

    /** Something in this dialect's own words while a block is open: of the block's item, or for after it. */
    void ownWithin(ObjectNode json, List<ObjectNode> after) {
        String type = json.path("type").asString("");
        if (tool != null && (type.equals("function_call") || type.equals("custom_tool_call"))) {
            namespace = JsonTree.text(json, "namespace");
        } else if (!type.equals("reasoning")) {
            after.add(json);
        }
    }

    /** Something in this dialect's own words: what a message has besides text, or an item without a neutral word. */
    void own(ObjectNode json) {
        String type = json.path("type").asString("");
        ResponsesMessageDraft message = output.openMessage();
        if (type.equals("message") && message != null) {
            String phase = JsonTree.text(json, "phase");
            if (phase != null) {
                message.item.put("phase", phase);
            }
        } else if (!type.isEmpty() && !type.startsWith("response.") && !WRITTEN_ITEMS.contains(type)) {
            output.whole(json);
        }
    }
}
