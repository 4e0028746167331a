package io.modelrouter.core.stream;

import io.modelrouter.chat.Citation;
import io.modelrouter.chat.ContentBlock;
import io.modelrouter.event.ChatEvent.BlockKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A block whose events are still coming. */
final class BlockDraft {
    /** Makes the one content block out of the text; null where the content is media. */
    private final @Nullable Function<String, ContentBlock> maker;

    private final List<Citation> citations = new ArrayList<>();
    private final boolean reasoning;
    private final StringBuilder text = new StringBuilder();
    private final List<ContentBlock> content = new ArrayList<>();
    private final Set<String> foreignSignatures = new LinkedHashSet<>();
    private @Nullable String signature;

    private BlockDraft(@Nullable Function<String, ContentBlock> maker, boolean reasoning) {
        this.maker = maker;
        this.reasoning = reasoning;
    }

    static BlockDraft of(BlockKind kind) {
        switch (kind) {
            case TEXT:
                return new BlockDraft(text -> new ContentBlock.Text(text), false);
            case REFUSAL:
                return new BlockDraft(ContentBlock.Refusal::new, false);
            case REASONING:
                return new BlockDraft(null, true);
            case MEDIA:
                return new BlockDraft(null, false);
        }
        throw new IllegalArgumentException("no such kind of block: " + kind);
    }

    static BlockDraft toolCall(String id, String name) {
        return new BlockDraft(arguments -> new ContentBlock.ToolCall(id, name, arguments), false);
    }

    /** A block that is complete already. */
    static BlockDraft of(ContentBlock whole) {
        return new BlockDraft(null, false).add(whole);
    }

    BlockDraft write(String more) {
        text.append(more);
        return this;
    }

    BlockDraft add(ContentBlock whole) {
        content.add(whole);
        return this;
    }

    BlockDraft cite(Citation citation) {
        citations.add(citation);
        return this;
    }

    BlockDraft sign(String opaque) {
        if (reasoning) {
            signature = opaque;
        } else {
            foreignSignatures.add(opaque);
        }
        return this;
    }

    void addTo(List<ContentBlock> target) {
        for (String foreign : foreignSignatures) {
            target.add(new ContentBlock.Reasoning("", foreign));
        }
        if (reasoning) {
            target.add(new ContentBlock.Reasoning(text.toString(), signature));
        } else if (maker != null) {
            ContentBlock made = maker.apply(text.toString());
            target.add(
                    made instanceof ContentBlock.Text said && !citations.isEmpty()
                            ? new ContentBlock.Text(said.text(), citations)
                            : made);
        } else {
            target.addAll(content);
        }
    }
}
