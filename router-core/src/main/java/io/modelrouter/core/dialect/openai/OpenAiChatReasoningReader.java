package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Source;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.wire.Dialect;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The reasoning in one message of the history, from all the places where it may stand: {@code reasoning_content},
 * {@code reasoning}, {@code reasoning_details}. Clients send the same thinking under several names at once.
 */
final class OpenAiChatReasoningReader {
    private static final Dialect CHAT = Dialect.OPENAI_CHAT;

    private final List<PromptBlock> blocks = new ArrayList<>();
    private final Map<String, Signature> ofCalls = new HashMap<>();
    private final Deque<Signature> ofWords = new ArrayDeque<>();
    private final StringBuilder unsigned = new StringBuilder();
    private @Nullable JsonNode unsignedEntry;
    private String unsignedPath = "";

    OpenAiChatReasoningReader(JsonNode message, String path) {
        JsonNode details = message.path("reasoning_details");
        boolean told = false;
        for (int i = 0; i < details.size(); i++) {
            told |= detail(details.get(i), path + ".reasoning_details." + i);
        }
        flush();
        if (!told) {
            for (String name : List.of("reasoning_content", "reasoning")) {
                String thought = JsonTree.text(message, name);
                if (thought != null && !thought.isEmpty()) {
                    blocks.add(0, new PromptBlock.Reasoning(thought, null, Source.of(CHAT, path + "." + name)));
                    break;
                }
            }
        }
    }

    /** The reasoning blocks, in order. */
    List<PromptBlock> blocks() {
        return blocks;
    }

    /** The signature on a tool call, or null. */
    @Nullable
    Signature ofCall(String id) {
        return ofCalls.get(id);
    }

    /** The signatures on text or media, in order. */
    Deque<Signature> ofWords() {
        return ofWords;
    }

    /** Takes one entry; whether its thinking is told by it or by what is sealed in it. */
    private boolean detail(JsonNode entry, String path) {
        String words = OpenAiChatDetails.words(entry);
        for (String carrier : List.of("data", "signature")) {
            String opaque = JsonTree.text(entry, carrier);
            if (opaque != null && Provenance.isSealed(opaque)) {
                boolean thought = words != null && !words.isEmpty();
                sealed(Provenance.unseal(opaque), JsonTree.text(entry, "id"), thought ? words : null, path);
                return true;
            }
        }
        if (!(entry instanceof ObjectNode)) {
            return false;
        }
        if (!OpenAiChatDetails.isSigned(entry)) {
            if (words == null) {
                return false;
            }
            if (unsigned.isEmpty()) {
                unsignedPath = path;
            }
            unsigned.append(words);
            unsignedEntry = entry;
            return true;
        }
        unsigned.append(words == null ? "" : words);
        String value = OpenAiChatDetails.signature(unsignedEntry, entry);
        blocks.add(new PromptBlock.Reasoning(unsigned.toString(), Signature.of(CHAT, value), Source.of(CHAT, path)));
        boolean told = !unsigned.isEmpty();
        unsigned.setLength(0);
        unsignedEntry = null;
        return told;
    }

    private void flush() {
        if (!unsigned.isEmpty()) {
            blocks.add(new PromptBlock.Reasoning(unsigned.toString(), null, Source.of(CHAT, unsignedPath)));
        }
    }

    private void sealed(List<Signature> signatures, @Nullable String call, @Nullable String words, String path) {
        for (Signature signature : signatures) {
            String text = signature.text() != null ? signature.text() : words;
            if (signature.text() != null || signature.place() == Signature.Place.OWN) {
                blocks.add(new PromptBlock.Reasoning(
                        text == null ? "" : text, onItsBlock(signature), Source.of(CHAT, path)));
            } else if (call != null) {
                ofCalls.put(call, onItsBlock(signature));
            } else {
                ofWords.add(onItsBlock(signature));
            }
        }
    }

    private static Signature onItsBlock(Signature signature) {
        return new Signature(
                signature.origin(),
                signature.channel(),
                Signature.Place.OWN,
                signature.redacted(),
                signature.value(),
                null);
    }
}
