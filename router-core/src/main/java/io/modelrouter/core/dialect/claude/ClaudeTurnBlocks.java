package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Source;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of one turn while they are read. Signatures of other vendors that travelled in thinking blocks are put
 * back on what they sign; a carrier without words of its own vanishes.
 */
final class ClaudeTurnBlocks {
    private final List<PromptBlock> blocks = new ArrayList<>();
    private @Nullable Signature next;

    List<PromptBlock> all() {
        return List.copyOf(blocks);
    }

    void add(PromptBlock block) {
        PromptBlock signed = next == null ? null : signed(block, next);
        if (signed == null) {
            blocks.add(block);
        } else {
            blocks.add(signed);
            next = null;
        }
    }

    /** A thinking block whose signature was made elsewhere. */
    void carrier(String text, List<Signature> signatures, Source source) {
        Source place = Source.of(source.dialect(), source.path());
        Signature own = null;
        for (Signature signature : signatures) {
            String apart = signature.text();
            if (apart != null) {
                blocks.add(new PromptBlock.Reasoning(apart, signature, place));
            } else if (signature.place() == Signature.Place.NEXT) {
                next = signature;
            } else if (signature.place() == Signature.Place.PREVIOUS) {
                signPrevious(signature, place);
            } else if (own == null) {
                own = signature;
            } else {
                blocks.add(new PromptBlock.Reasoning("", signature, place));
            }
        }
        if (own != null || !text.isEmpty()) {
            blocks.add(new PromptBlock.Reasoning(text, own, source));
        }
    }

    /** Gemini also signs a text part that is empty, at the very end of an answer; that part is made again. */
    private void signPrevious(Signature signature, Source place) {
        int last = blocks.size() - 1;
        PromptBlock signed = last < 0 ? null : signed(blocks.get(last), signature);
        if (signed == null) {
            blocks.add(new PromptBlock.Text("", List.of(), signature, null, place));
        } else {
            blocks.set(last, signed);
        }
    }

    /** The block with the signature; null if it takes none or has one. */
    private static @Nullable PromptBlock signed(PromptBlock block, Signature signature) {
        if (block instanceof PromptBlock.Text text && text.signature() == null) {
            return new PromptBlock.Text(text.text(), text.citations(), signature, text.cache(), text.source());
        }
        if (block instanceof PromptBlock.ToolCall call && call.signature() == null) {
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
        if (block instanceof PromptBlock.Media media && media.signature() == null) {
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
}
