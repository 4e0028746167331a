package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.Citation;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEvent.BlockKind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Text, reasoning and refusal of one choice, which follow one another as blocks. */
final class OpenAiChatWords {
    private final int choice;
    private final IntSupplier nextBlock;
    private int open = -1;
    private BlockKind openKind = BlockKind.TEXT;
    private boolean textSeen;
    private boolean refusalSeen;
    /** Characters of text in all blocks before the open one, and in all. */
    private int textBefore;

    private int textLength;
    /** What was thought since the last signature, which some repeat beside it. */
    private final StringBuilder thought = new StringBuilder();

    private @Nullable JsonNode unsigned;
    /** Whether thinking came in members of its own, and whether it came in the text; some send it in both. */
    private boolean thoughtApart;

    private boolean thoughtInText;
    private final Set<String> cited = new HashSet<>();

    OpenAiChatWords(int choice, IntSupplier nextBlock) {
        this.choice = choice;
        this.nextBlock = nextBlock;
    }

    void say(BlockKind kind, @Nullable String text, Consumer<ChatEvent> events) {
        if (text == null || text.isEmpty()) {
            return;
        }
        open(kind, events);
        if (kind == BlockKind.REASONING) {
            thought.append(text);
            events.accept(new ChatEvent.ReasoningDelta(open, text));
            return;
        }
        if (kind == BlockKind.TEXT) {
            textSeen = true;
            textLength += text.length();
        } else {
            refusalSeen = true;
        }
        events.accept(new ChatEvent.TextDelta(open, text));
    }

    boolean thoughtApart() {
        return thoughtApart;
    }

    /** Takes what is thought in the text, unless it was told already. */
    void thinkInText(String text, Consumer<ChatEvent> events) {
        if (!thoughtApart) {
            thoughtInText = true;
            say(BlockKind.REASONING, text, events);
        }
    }

    /** Characters of the text are not said here. */
    void pass(int characters) {
        textLength += characters;
    }

    private void open(BlockKind kind, Consumer<ChatEvent> events) {
        if (open >= 0 && openKind != kind) {
            close(events);
        }
        if (open < 0) {
            open = nextBlock.getAsInt();
            openKind = kind;
            textBefore = textLength;
            events.accept(new ChatEvent.BlockStarted(open, choice, kind));
        }
    }

    void close(Consumer<ChatEvent> events) {
        if (open >= 0) {
            events.accept(new ChatEvent.BlockEnded(open));
            open = -1;
        }
    }

    /**
     * Takes what is thought, once: the same thinking may come under several names at the same time. A signed entry ends
     * its block, so that each block has one signature.
     */
    void think(JsonNode words, Consumer<ChatEvent> events) {
        String told = JsonTree.text(words, "reasoning_content");
        if (told == null || told.isEmpty()) {
            told = JsonTree.text(words, "reasoning");
        }
        JsonNode details = words.path("reasoning_details");
        StringBuilder detailed = new StringBuilder();
        boolean anySigned = false;
        for (JsonNode detail : details) {
            String more = OpenAiChatDetails.words(detail);
            detailed.append(more == null ? "" : more);
            anySigned |= OpenAiChatDetails.isSigned(detail);
        }
        boolean byDetails = told == null || told.isEmpty() || told.contentEquals(detailed);
        boolean repeated = anySigned && thought.compareTo(detailed) == 0 || thoughtInText;
        thoughtApart |= !thoughtInText && (told != null && !told.isEmpty() || !detailed.isEmpty());
        if (!byDetails && !thoughtInText) {
            say(BlockKind.REASONING, told, events);
        }
        for (JsonNode detail : details) {
            String more = OpenAiChatDetails.words(detail);
            boolean signed = OpenAiChatDetails.isSigned(detail);
            if (byDetails && !repeated) {
                say(BlockKind.REASONING, more, events);
            }
            if (signed) {
                sign(OpenAiChatDetails.signature(unsigned, detail), events);
            } else if (detail.isObject() && more != null) {
                unsigned = detail;
            }
        }
    }

    private void sign(String signature, Consumer<ChatEvent> events) {
        open(BlockKind.REASONING, events);
        events.accept(new ChatEvent.ReasoningSigned(open, signature));
        close(events);
        thought.setLength(0);
        unsigned = null;
    }

    /** Takes an annotation; false where it is no citation, or the text it belongs to is over. */
    boolean cite(JsonNode annotation, Consumer<ChatEvent> events) {
        if (open < 0 || openKind != BlockKind.TEXT) {
            return false;
        }
        Citation citation = OpenAiChatCitations.read(annotation, textBefore);
        if (citation == null) {
            return false;
        }
        if (citation.url() != null) {
            cited.add(citation.url());
        }
        events.accept(new ChatEvent.CitationAdded(open, citation));
        return true;
    }

    /** The text rests on these sources, unless it is over or names them itself. */
    void rest(List<Citation> sources, Consumer<ChatEvent> events) {
        if (open < 0 || openKind != BlockKind.TEXT) {
            return;
        }
        for (Citation source : sources) {
            if (source.url() != null && cited.add(source.url())) {
                events.accept(new ChatEvent.CitationAdded(open, source));
            }
        }
    }

    /** Whether the choice refused and said nothing else. */
    boolean onlyRefused() {
        return refusalSeen && !textSeen;
    }
}
