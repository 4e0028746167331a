package io.modelrouter.core.dialect.responses;

import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Source;
import io.modelrouter.chat.Turn;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers items into turns: what the assistant did between two inputs is one turn, and so are the outputs of tools that
 * follow each other. Signatures that belong to a neighbour find it here. Not thread-safe.
 */
final class ResponsesTurns {
    private final List<Turn> turns = new ArrayList<>();
    private final List<PromptBlock> blocks = new ArrayList<>();
    private final List<ResponsesPiece> items = new ArrayList<>();
    private final List<String> unread = new ArrayList<>();
    private Turn.@Nullable Role role;
    private boolean mergeable;
    private @Nullable Signature waiting;

    /**
     * Adds an item.
     *
     * @param merge whether it goes on with a turn of this role that may be gone on with
     * @param said members of the item itself without a word in the model
     */
    void add(Turn.Role itemRole, boolean merge, ResponsesPiece item, List<PromptBlock> content, List<String> said) {
        begin(itemRole, merge);
        items.add(item);
        for (String member : said) {
            unread.add(item.path() + "." + member);
        }
        content.forEach(this::add);
    }

    /** Adds what was found inside another vendor's wrapping: the item that carried it is not ours to send. */
    void addSealed(List<PromptBlock.Reasoning> reasoning) {
        begin(Turn.Role.ASSISTANT, true);
        blocks.addAll(reasoning);
    }

    /** A signature of the text, call or media that follows. */
    void signNext(Signature signature) {
        waiting = signature;
    }

    /** A signature of the text, call or media before. */
    void signPrevious(Signature signature) {
        if (role != Turn.Role.ASSISTANT) {
            return;
        }
        for (int i = blocks.size() - 1; i >= 0; i--) {
            PromptBlock signed = signed(blocks.get(i), signature);
            if (signed != null) {
                blocks.set(i, signed);
                return;
            }
        }
    }

    private void begin(Turn.Role itemRole, boolean merge) {
        if (role != itemRole || !merge || !mergeable) {
            close();
            role = itemRole;
            mergeable = merge;
        }
    }

    private void add(PromptBlock block) {
        PromptBlock signed = waiting == null || role != Turn.Role.ASSISTANT ? null : signed(block, waiting);
        if (signed != null) {
            waiting = null;
        }
        blocks.add(signed == null ? block : signed);
    }

    private static @Nullable PromptBlock signed(PromptBlock block, Signature signature) {
        if (block instanceof PromptBlock.Text text) {
            return new PromptBlock.Text(text.text(), text.citations(), signature, text.cache(), text.source());
        }
        if (block instanceof PromptBlock.ToolCall call) {
            return new PromptBlock.ToolCall(
                    call.id(),
                    call.namespace(),
                    call.name(),
                    call.custom(),
                    call.arguments(),
                    signature,
                    call.cache(),
                    call.source());
        }
        if (block instanceof PromptBlock.Media media) {
            return new PromptBlock.Media(
                    media.kind(),
                    media.content(),
                    media.name(),
                    media.detail(),
                    media.citable(),
                    signature,
                    media.cache(),
                    media.source());
        }
        return null;
    }

    private void close() {
        Turn.Role closed = role;
        if (closed != null && !(blocks.isEmpty() && items.isEmpty())) {
            turns.add(new Turn(closed, blocks, source()));
        }
        blocks.clear();
        items.clear();
        unread.clear();
        role = null;
    }

    /** One item's place and JSON; for several the place of the list and an array of them. */
    private Source source() {
        if (items.size() == 1) {
            ResponsesPiece item = items.get(0);
            String prefix = item.path() + ".";
            List<String> own =
                    unread.stream().map(path -> path.substring(prefix.length())).toList();
            return Source.of(Dialect.OPENAI_RESPONSES, item.path(), item.raw(), own);
        }
        List<RawJson> all = items.stream().map(ResponsesPiece::raw).toList();
        String prefix = "input.";
        List<String> own = unread.stream()
                .filter(path -> path.startsWith(prefix))
                .map(path -> path.substring(prefix.length()))
                .toList();
        return Source.of(Dialect.OPENAI_RESPONSES, "input", RawJson.array(all), own);
    }

    /** All turns. */
    List<Turn> finish() {
        close();
        return turns;
    }
}
