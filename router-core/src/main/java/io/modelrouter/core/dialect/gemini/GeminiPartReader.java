package io.modelrouter.core.dialect.gemini;

import io.modelrouter.chat.MediaSource;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Source;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns the parts of one content into blocks. Not thread-safe. */
final class GeminiPartReader {
    private static final Set<String> TEXT = Set.of("text", "thought", "thoughtSignature");
    private static final Set<String> CALL = Set.of("functionCall", "thought", "thoughtSignature");
    private static final Set<String> CALL_INSIDE = Set.of("id", "name", "args");
    private static final Set<String> RESULT = Set.of("functionResponse", "thought", "thoughtSignature");
    private static final Set<String> RESULT_INSIDE = Set.of("id", "name", "response", "parts");
    private static final Set<String> MEDIA = Set.of("inlineData", "fileData", "thought", "thoughtSignature");
    private static final Set<String> MEDIA_INSIDE = Set.of("mimeType", "data", "fileUri", "displayName");

    private final GeminiCallIds calls;
    private final List<PromptBlock> blocks = new ArrayList<>();
    private @Nullable Signature next;

    GeminiPartReader(GeminiCallIds calls) {
        this.calls = calls;
    }

    List<PromptBlock> blocks() {
        return blocks;
    }

    void read(JsonNode part, String path) {
        GeminiCarrier carrier = GeminiCarrier.of(part);
        String text = GeminiFields.text(part, "text");
        if (carrier.sealed()) {
            boolean vanishes = isBare(part);
            carry(carrier, path, vanishes);
            if (vanishes) {
                return;
            }
        }
        Signature signature = carrier.own() != null ? carrier.own() : next;
        next = carrier.next();
        JsonNode call = GeminiFields.get(part, "functionCall");
        JsonNode result = GeminiFields.get(part, "functionResponse");
        if (call != null && call.isObject()) {
            blocks.add(call(call, signature, source(part, path, carrier, CALL, "functionCall", CALL_INSIDE)));
        } else if (result != null && result.isObject()) {
            Source source = source(part, path, carrier, RESULT, "functionResponse", RESULT_INSIDE);
            blocks.add(result(part, result, source));
        } else if (text != null || isSignatureAlone(part)) {
            Source source = source(part, path, carrier, TEXT, null, Set.of());
            String words = text == null ? "" : text;
            blocks.add(
                    GeminiFields.flag(part, "thought")
                            ? new PromptBlock.Reasoning(words, signature, source)
                            : new PromptBlock.Text(words, List.of(), signature, null, source));
        } else {
            PromptBlock.Media media = media(part, path, carrier, signature);
            blocks.add(
                    media != null
                            ? media
                            : new PromptBlock.Foreign(
                                    Dialect.GEMINI_GENERATE,
                                    JsonTree.raw(plain(part, carrier)),
                                    source(part, path, carrier, Set.of(), null, Set.of())));
        }
    }

    /** What other vendors' reasoning the part brings stands before it; the copies shown to the client are not needed then. */
    private void carry(GeminiCarrier carrier, String path, boolean vanishes) {
        List<PromptBlock> brought = new ArrayList<>();
        for (Signature signature : carrier.reasoning()) {
            String text = signature.text() == null ? "" : signature.text();
            Signature bare = new Signature(
                    signature.origin(),
                    signature.channel(),
                    Signature.Place.OWN,
                    signature.redacted(),
                    signature.value(),
                    null);
            brought.add(new PromptBlock.Reasoning(text, bare, Source.of(Dialect.GEMINI_GENERATE, path)));
        }
        if (!brought.isEmpty()) {
            blocks.removeIf(block -> block instanceof PromptBlock.Reasoning shown && shown.signature() == null);
            // In front of the text too: Claude wants a turn to begin with its thinking.
            int at = blocks.size();
            while (at > 0 && !(blocks.get(at - 1) instanceof PromptBlock.ToolCall)) {
                at--;
            }
            blocks.addAll(at, brought);
        }
        Signature previous = carrier.previous() != null ? carrier.previous() : vanishes ? carrier.own() : null;
        if (previous != null && !blocks.isEmpty()) {
            int last = blocks.size() - 1;
            blocks.set(last, signed(blocks.get(last), previous));
        }
        if (vanishes && carrier.next() != null) {
            next = carrier.next();
        }
    }

    private static PromptBlock signed(PromptBlock block, Signature signature) {
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
        if (block instanceof PromptBlock.Reasoning reasoning && reasoning.signature() == null) {
            return new PromptBlock.Reasoning(reasoning.text(), signature, reasoning.source());
        }
        return block;
    }

    private static boolean isBare(JsonNode part) {
        String text = GeminiFields.text(part, "text");
        return text != null && text.isEmpty() || isSignatureAlone(part);
    }

    private static boolean isSignatureAlone(JsonNode part) {
        boolean signed = GeminiFields.get(part, "thoughtSignature") != null;
        return signed && part.size() == (part.has("thought") ? 2 : 1);
    }

    private PromptBlock call(JsonNode call, @Nullable Signature signature, Source source) {
        String name = GeminiFields.text(call, "name");
        String known = name == null ? "" : name;
        String id = calls.call(GeminiFields.text(call, "id"), known);
        JsonNode args = GeminiFields.get(call, "args");
        String arguments = args == null ? "{}" : new String(JsonTree.bytes(args), StandardCharsets.UTF_8);
        return new PromptBlock.ToolCall(id, null, known, false, arguments, signature, null, source);
    }

    private PromptBlock result(JsonNode part, JsonNode result, Source source) {
        String name = GeminiFields.text(result, "name");
        String known = name == null ? "" : name;
        GeminiToolOutput output = GeminiToolOutput.read(known, GeminiFields.get(result, "response"));
        String id = calls.answer(GeminiFields.text(result, "id"), known);
        List<PromptBlock> content = new ArrayList<>();
        String words = output.text();
        if (words != null) {
            String inside = source.path() + "." + GeminiFields.name(part, "functionResponse") + "."
                    + GeminiFields.name(result, "response");
            content.add(new PromptBlock.Text(words, Source.of(Dialect.GEMINI_GENERATE, inside)));
        }
        int index = 0;
        for (JsonNode piece : GeminiFields.list(GeminiFields.get(result, "parts"))) {
            String path = source.path() + "." + GeminiFields.name(part, "functionResponse") + ".parts." + index++;
            PromptBlock.Media media = piece.isObject() ? media(piece, path, GeminiCarrier.of(piece), null) : null;
            String text = GeminiFields.text(piece, "text");
            if (media != null) {
                content.add(media);
            } else if (text != null) {
                content.add(new PromptBlock.Text(text, Source.of(Dialect.GEMINI_GENERATE, path)));
            } else {
                content.add(new PromptBlock.Foreign(
                        Dialect.GEMINI_GENERATE, JsonTree.raw(piece), Source.of(Dialect.GEMINI_GENERATE, path)));
            }
        }
        return new PromptBlock.ToolResult(id, known, false, content, output.error(), null, source);
    }

    private static PromptBlock.@Nullable Media media(
            JsonNode part, String path, GeminiCarrier carrier, @Nullable Signature signature) {
        JsonNode inline = GeminiFields.get(part, "inlineData");
        JsonNode file = GeminiFields.get(part, "fileData");
        JsonNode of = inline != null ? inline : file;
        if (of == null) {
            return null;
        }
        String type = GeminiFields.text(of, "mimeType");
        String data = GeminiFields.text(of, "data");
        String uri = GeminiFields.text(of, "fileUri");
        if (inline != null ? data == null : uri == null) {
            return null;
        }
        MediaSource content = data != null
                ? new MediaSource.Inline(type, GeminiMedia.standardBase64(data))
                : GeminiMedia.source(type, Objects.requireNonNull(uri));
        PromptBlock.MediaKind kind = type == null && uri != null ? GeminiMedia.kindOf(uri) : GeminiMedia.kind(type);
        Source source = source(part, path, carrier, MEDIA, inline != null ? "inlineData" : "fileData", MEDIA_INSIDE);
        return new PromptBlock.Media(
                kind, content, GeminiFields.text(of, "displayName"), null, null, signature, null, source);
    }

    private static Source source(
            JsonNode part,
            String path,
            GeminiCarrier carrier,
            Set<String> known,
            @Nullable String inside,
            Set<String> knownInside) {
        List<String> unread = new ArrayList<>();
        if (!known.isEmpty()) {
            unread.addAll(GeminiFields.unread(part, known));
        }
        JsonNode nested = inside == null ? null : GeminiFields.get(part, inside);
        if (inside != null && nested != null) {
            for (String member : GeminiFields.unread(nested, knownInside)) {
                unread.add(GeminiFields.name(part, inside) + "." + member);
            }
        }
        return Source.of(Dialect.GEMINI_GENERATE, path, JsonTree.raw(plain(part, carrier)), unread);
    }

    /** The part without what the router wrapped, which no vendor may see. */
    private static JsonNode plain(JsonNode part, GeminiCarrier carrier) {
        if (!carrier.sealed() || !(part instanceof ObjectNode object)) {
            return part;
        }
        ObjectNode copy = object.deepCopy();
        copy.remove("thoughtSignature");
        copy.remove("thought_signature");
        return copy;
    }
}
