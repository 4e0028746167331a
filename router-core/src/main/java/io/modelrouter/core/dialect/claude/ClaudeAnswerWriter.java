package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEventVisitor;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns events into the steps of a message. The dialect has one open block at a time: the first that starts is written
 * as it comes, others wait whole until it has ended. The message starts when something is said, so that it can tell
 * the usage known by then.
 */
final class ClaudeAnswerWriter implements ChatEventVisitor<ClaudeAnswerWriter> {
    private final AnswerContext context;
    private final ClaudeAnswerSink sink;
    private final ClaudeAnswerBlocks blocks;
    private final ClaudeEnding ending;
    private final Map<Integer, Waiting> waiting = new LinkedHashMap<>();
    private @Nullable ClaudeAnswerBlock live;
    private int liveIndex;
    private int unnumbered = -1;
    private boolean started;
    private @Nullable String model;
    private Usage usage = Usage.NONE;

    /** A block whose turn has not come. */
    private static final class Waiting {
        final ClaudeAnswerBlock block;
        final List<Consumer<ClaudeAnswerBlock>> steps = new ArrayList<>();
        boolean ended;

        Waiting(ClaudeAnswerBlock block) {
            this.block = block;
        }
    }

    ClaudeAnswerWriter(AnswerContext context, ClaudeAnswerSink sink) {
        this.context = context;
        this.sink = sink;
        this.ending = new ClaudeEnding(context);
        this.blocks = new ClaudeAnswerBlocks(context, sink);
    }

    private void start() {
        if (!started) {
            started = true;
            sink.start("msg_" + context.callId(), context.shownModel(model), usage);
        }
    }

    private ClaudeAnswerWriter begin(int index, int choice, ClaudeAnswerBlock block) {
        start();
        if (choice != 0) {
            // A message has one answer; asking for more is refused before the call.
            return this;
        }
        if (live == null) {
            live = block;
            liveIndex = index;
        } else {
            waiting.put(index, new Waiting(block));
        }
        return this;
    }

    private ClaudeAnswerWriter step(int index, Consumer<ClaudeAnswerBlock> step) {
        if (live != null && index == liveIndex) {
            step.accept(live);
        } else {
            Waiting later = waiting.get(index);
            if (later != null) {
                later.steps.add(step);
            }
        }
        return this;
    }

    private ClaudeAnswerWriter end(int index) {
        if (live != null && index == liveIndex) {
            live.end();
            live = null;
            next();
        } else {
            Waiting later = waiting.get(index);
            if (later != null) {
                later.ended = true;
            }
        }
        return this;
    }

    /** Writes what has waited, up to the first block that is still open. */
    private void next() {
        while (live == null && !waiting.isEmpty()) {
            Map.Entry<Integer, Waiting> first = waiting.entrySet().iterator().next();
            waiting.remove(first.getKey());
            ClaudeAnswerBlock block = first.getValue().block;
            first.getValue().steps.forEach(step -> step.accept(block));
            if (first.getValue().ended) {
                block.end();
            } else {
                live = block;
                liveIndex = first.getKey();
            }
        }
    }

    @Override
    public ClaudeAnswerWriter messageStarted(ChatEvent.MessageStarted event) {
        model = event.model();
        return this;
    }

    @Override
    public ClaudeAnswerWriter blockStarted(ChatEvent.BlockStarted event) {
        if (event.kind() == ChatEvent.BlockKind.REFUSAL && event.choice() == 0) {
            ending.refused();
        }
        return begin(event.index(), event.choice(), blocks.of(event.kind()));
    }

    @Override
    public ClaudeAnswerWriter toolCallStarted(ChatEvent.ToolCallStarted event) {
        if (event.choice() == 0) {
            ending.toolCalled();
        }
        return begin(event.index(), event.choice(), blocks.toolCall(event.id(), event.name()));
    }

    @Override
    public ClaudeAnswerWriter textDelta(ChatEvent.TextDelta event) {
        return step(event.index(), block -> block.text(event.text()));
    }

    @Override
    public ClaudeAnswerWriter reasoningDelta(ChatEvent.ReasoningDelta event) {
        return step(event.index(), block -> block.text(event.text()));
    }

    @Override
    public ClaudeAnswerWriter reasoningSigned(ChatEvent.ReasoningSigned event) {
        return step(event.index(), block -> block.signed(event.signature(), event.redacted()));
    }

    @Override
    public ClaudeAnswerWriter toolArgumentsDelta(ChatEvent.ToolArgumentsDelta event) {
        return step(event.index(), block -> block.text(event.json()));
    }

    @Override
    public ClaudeAnswerWriter citationAdded(ChatEvent.CitationAdded event) {
        return step(event.index(), block -> block.cited(event.citation()));
    }

    @Override
    public ClaudeAnswerWriter mediaProduced(ChatEvent.MediaProduced event) {
        return step(event.index(), block -> block.media(event.media()));
    }

    @Override
    public ClaudeAnswerWriter blockEnded(ChatEvent.BlockEnded event) {
        return end(event.index());
    }

    @Override
    public ClaudeAnswerWriter usageUpdated(ChatEvent.UsageUpdated event) {
        usage = usage.max(event.usage());
        return this;
    }

    /** Blocks and members of the ending that only this dialect has; what another has is not for this client. */
    @Override
    public ClaudeAnswerWriter unmapped(ChatEvent.Unmapped event) {
        if (event.dialect() != Dialect.CLAUDE_MESSAGES
                || !(JsonTree.read(event.json().toBytes()) instanceof ObjectNode piece)) {
            return this;
        }
        String type = JsonTree.text(piece, "type");
        if (type == null) {
            for (Map.Entry<String, JsonNode> member : piece.properties()) {
                ending.extra(member.getKey(), member.getValue());
            }
        } else if (!type.endsWith("_delta") && !type.endsWith("_event")) {
            int index = unnumbered--;
            begin(index, 0, blocks.whole(piece));
            end(index);
        }
        return this;
    }

    @Override
    public ClaudeAnswerWriter finished(ChatEvent.Finished event) {
        start();
        ending.finished(event.reason());
        sink.end(ending, event.usage().isEmpty() ? usage : event.usage());
        return this;
    }
}
