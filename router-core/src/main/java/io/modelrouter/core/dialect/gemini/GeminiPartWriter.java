package io.modelrouter.core.dialect.gemini;

import io.modelrouter.chat.CacheMark;
import io.modelrouter.chat.MediaSource;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.PromptBlockVisitor;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Source;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes blocks as parts: none, one, or a tool result with its media. One for each request; not thread-safe. */
final class GeminiPartWriter implements PromptBlockVisitor<List<JsonNode>> {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ToolNames names;
    private final Losses losses;
    private final Map<String, String> called = new HashMap<>();

    GeminiPartWriter(ToolNames names, Losses losses) {
        this.names = names;
        this.losses = losses;
    }

    /** The part as its caller wrote it, where that was a caller of this dialect; null otherwise. */
    private @Nullable ObjectNode verbatim(Source source, @Nullable Signature signature) {
        losses.unread(source);
        RawJson json = source.json();
        if (source.dialect() != Dialect.GEMINI_GENERATE
                || json == null
                || !(JsonTree.read(json.toBytes()) instanceof ObjectNode part)) {
            return null;
        }
        if (GeminiFields.get(part, "thoughtSignature") == null) {
            sign(part, signature, source);
        }
        return part;
    }

    private void sign(ObjectNode part, @Nullable Signature signature, Source source) {
        if (signature == null) {
            return;
        }
        if (signature.origin() == Dialect.GEMINI_GENERATE) {
            if (!signature.isUnsigned()) {
                part.put("thoughtSignature", signature.value());
            }
        } else {
            losses.hint(source.path() + ".signature", "is another vendor's");
        }
    }

    private void cache(@Nullable CacheMark cache, Source source) {
        if (cache != null) {
            losses.cacheMark(source, "Gemini caches prompts by itself");
        }
    }

    @Override
    public List<JsonNode> text(PromptBlock.Text block) {
        ObjectNode own = verbatim(block.source(), block.signature());
        if (own != null) {
            return List.of(own);
        }
        cache(block.cache(), block.source());
        if (!block.citations().isEmpty()) {
            losses.hint(block.source(), "citations have no counterpart in gemini-generate", "citations", "annotations");
        }
        ObjectNode part = NODES.objectNode().put("text", block.text());
        sign(part, block.signature(), block.source());
        // Google refuses an empty text, but a signature may stand on one.
        return block.text().isEmpty() && part.size() == 1 ? List.of() : List.of(part);
    }

    @Override
    public List<JsonNode> media(PromptBlock.Media block) {
        ObjectNode own = verbatim(block.source(), block.signature());
        if (own != null) {
            return List.of(own);
        }
        cache(block.cache(), block.source());
        String path = block.source().path();
        if (block.detail() != null && !block.detail().equals("auto")) {
            losses.hint(
                    block.source(),
                    "levels of detail have no counterpart in gemini-generate",
                    "detail",
                    "image_url.detail");
        }
        if (Boolean.TRUE.equals(block.citable())) {
            losses.hint(block.source(), "citations cannot be asked for", "citations");
        }
        ObjectNode part = content(block, path);
        if (part == null) {
            return List.of();
        }
        sign(part, block.signature(), block.source());
        return List.of(part);
    }

    /** Google fetches addresses ({@code otel-test-generate-content-with-files-0-dea11c18}). */
    private @Nullable ObjectNode content(PromptBlock.Media block, String path) {
        ObjectNode part = NODES.objectNode();
        MediaSource content = block.content();
        if (content instanceof MediaSource.Inline inline) {
            nameless(block);
            part.putObject("inlineData")
                    .put("mimeType", GeminiMedia.type(inline.mediaType(), name(block), block.kind()))
                    .put("data", inline.base64());
        } else if (content instanceof MediaSource.Address address) {
            nameless(block);
            part.putObject("fileData")
                    .put("mimeType", GeminiMedia.type(address.mediaType(), address.url(), block.kind()))
                    .put("fileUri", address.url());
        } else if (content instanceof MediaSource.Uploaded file) {
            if (file.vendor() != Dialect.GEMINI_GENERATE) {
                losses.semantic(path, "is a file of another vendor");
                return null;
            }
            ObjectNode data = part.putObject("fileData");
            if (file.mediaType() != null) {
                data.put("mimeType", file.mediaType());
            }
            data.put("fileUri", file.id());
        } else if (content instanceof MediaSource.Written written) {
            losses.approximated(path, "is written out as text");
            String title = block.name() == null ? "" : block.name() + "\n\n";
            part.put("text", title + written.text());
        }
        return part;
    }

    /** The Gemini API refuses the {@code displayName} that Vertex has. */
    private void nameless(PromptBlock.Media block) {
        if (block.name() != null) {
            losses.hint(block.source(), "its name is not said", "title", "filename", "file.filename");
        }
    }

    private static String name(PromptBlock.Media block) {
        return block.name() == null ? "" : block.name();
    }

    @Override
    public List<JsonNode> reasoning(PromptBlock.Reasoning block) {
        Signature signature = block.signature();
        boolean foreign = signature != null && signature.origin() != Dialect.GEMINI_GENERATE;
        if (foreign) {
            losses.hint(block.source().path(), "is another vendor's");
            return List.of();
        }
        ObjectNode own = verbatim(block.source(), signature);
        if (own != null) {
            return List.of(own);
        }
        if (signature == null) {
            losses.hint(block.source().path(), "is not signed by Gemini");
            return List.of();
        }
        ObjectNode part = NODES.objectNode().put("text", block.text()).put("thought", true);
        sign(part, signature, block.source());
        return List.of(part);
    }

    @Override
    public List<JsonNode> refusal(PromptBlock.Refusal block) {
        losses.unread(block.source());
        losses.approximated(block.source().path(), "is said as text");
        return block.text().isEmpty() ? List.of() : List.of(NODES.objectNode().put("text", block.text()));
    }

    /** Ids are taken by both Google APIs from gemini-2.5 on, and tell parallel calls of one name apart. */
    @Override
    public List<JsonNode> toolCall(PromptBlock.ToolCall block) {
        String name = names.written(block);
        called.put(block.id(), name);
        ObjectNode own = verbatim(block.source(), block.signature());
        if (own != null) {
            return List.of(own);
        }
        cache(block.cache(), block.source());
        ObjectNode part = NODES.objectNode();
        ObjectNode call = part.putObject("functionCall");
        if (!block.id().isEmpty()) {
            call.put("id", block.id());
        }
        call.put("name", name);
        call.set("args", block.custom() ? input(block.arguments()) : GeminiArguments.object(block.arguments()));
        if (block.custom()) {
            losses.approximated(block.source().path(), "is a function with one text");
        } else if (!GeminiArguments.isObject(block.arguments())) {
            losses.approximated(block.source().path(), "arguments that are no object become the argument input");
        }
        sign(part, block.signature(), block.source());
        return List.of(part);
    }

    private static ObjectNode input(String text) {
        return NODES.objectNode().put("input", text);
    }

    @Override
    public List<JsonNode> toolResult(PromptBlock.ToolResult block) {
        ObjectNode own = verbatim(block.source(), null);
        if (own != null) {
            return List.of(own);
        }
        cache(block.cache(), block.source());
        String name = called.get(block.callId());
        ObjectNode part = NODES.objectNode();
        ObjectNode response = part.putObject("functionResponse");
        if (!block.callId().isEmpty()) {
            response.put("id", block.callId());
        }
        response.put(
                "name",
                name != null ? name : names.written(null, block.name().isEmpty() ? block.callId() : block.name()));
        StringBuilder text = new StringBuilder();
        List<JsonNode> parts = new ArrayList<>();
        parts.add(part);
        for (PromptBlock piece : block.content()) {
            if (piece instanceof PromptBlock.Text words) {
                losses.unread(words.source());
                cache(words.cache(), words.source());
                text.append(text.isEmpty() || words.text().isEmpty() ? "" : "\n")
                        .append(words.text());
            } else {
                // Beside the response and not in it: only gemini-3 takes media there.
                losses.approximated(piece.source().path(), "stands behind the result");
                parts.addAll(piece.accept(this));
            }
        }
        response.set("response", GeminiToolOutput.write(text.toString(), block.error()));
        return parts;
    }

    @Override
    public List<JsonNode> foreign(PromptBlock.Foreign block) {
        if (block.dialect() != Dialect.GEMINI_GENERATE) {
            losses.hint(block.source().path(), "has no counterpart in " + Dialect.GEMINI_GENERATE);
            return List.of();
        }
        JsonNode part = JsonTree.read(block.json().toBytes());
        return part == null ? List.of() : List.of(part);
    }
}
