package io.modelrouter.request;

import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.function.Consumer;

/**
 * The content blocks of one turn of {@link ClaudeMessagesRequest}, in order; "Vision", "PDF support", "Extended thinking"
 * and "Tool use" in the Claude documentation. Nothing is fetched or decoded. Not thread-safe.
 */
public final class ClaudeContent {
    private final PartList blocks = new PartList();

    private ClaudeContent() {}

    static RawJson of(Consumer<ClaudeContent> turn) {
        ClaudeContent content = new ClaudeContent();
        turn.accept(content);
        return content.blocks.toJson();
    }

    /** {@code {"type":"text","text":...}}. */
    public ClaudeContent text(String text) {
        return add(block("text").set("text", text));
    }

    /** A picture by address: {@code {"type":"image","source":{"type":"url","url":...}}}. */
    public ClaudeContent imageUrl(String url) {
        return add(block("image").set("source", source("url").set("url", url).toJson()));
    }

    /**
     * A picture by value.
     *
     * @param mediaType such as {@code image/png}
     */
    public ClaudeContent imageBase64(String mediaType, String base64) {
        return add(block("image").set("source", base64(mediaType, base64)));
    }

    /** A PDF by address: {@code {"type":"document","source":{"type":"url","url":...}}}. */
    public ClaudeContent documentUrl(String url) {
        return add(block("document").set("source", source("url").set("url", url).toJson()));
    }

    /**
     * A document by value.
     *
     * @param mediaType {@code application/pdf}
     */
    public ClaudeContent documentBase64(String mediaType, String base64) {
        return add(block("document").set("source", base64(mediaType, base64)));
    }

    /** A plain text as a document, which may then be cited. */
    public ClaudeContent documentText(String text) {
        return add(block("document")
                .set(
                        "source",
                        source("text")
                                .set("media_type", "text/plain")
                                .set("data", text)
                                .toJson()));
    }

    /** A document that was uploaded to the provider before. Needs the beta of the Files API. */
    public ClaudeContent documentFileId(String fileId) {
        return add(block("document")
                .set("source", source("file").set("file_id", fileId).toJson()));
    }

    /** Thinking of an earlier answer, with the signature it came with. */
    public ClaudeContent thinking(String thinking, String signature) {
        return add(block("thinking").set("thinking", thinking).set("signature", signature));
    }

    /** Redacted thinking of an earlier answer. */
    public ClaudeContent redactedThinking(String data) {
        return add(block("redacted_thinking").set("data", data));
    }

    /**
     * A tool call of an earlier answer.
     *
     * @param input a JSON object
     */
    public ClaudeContent toolUse(String id, String name, RawJson input) {
        return add(block("tool_use")
                .set("id", id)
                .set("name", name)
                .set("input", JsonArguments.object(input, "input of tool " + name)));
    }

    /** As {@link #toolUse(String, String, RawJson)}, with the input as JSON text. */
    public ClaudeContent toolUse(String id, String name, String input) {
        return toolUse(id, name, JsonArguments.object(input, "input of tool " + name));
    }

    /** What a tool answered, in text: {@code {"type":"tool_result","tool_use_id":...,"content":...}}. */
    public ClaudeContent toolResult(String toolUseId, String content) {
        return add(result(toolUseId).set("content", content));
    }

    /** What a tool answered, with pictures or documents. */
    public ClaudeContent toolResult(String toolUseId, Consumer<ClaudeContent> content) {
        return add(result(toolUseId).set("content", of(content)));
    }

    /** That a tool failed, and how: {@code "is_error":true}. */
    public ClaudeContent toolError(String toolUseId, String message) {
        return add(result(toolUseId).set("content", message).set("is_error", RawJson.of(true)));
    }

    /** The prompt up to and with the block added last is cached for 5 minutes ("Prompt caching"). */
    public ClaudeContent cacheControl() {
        blocks.mark("cache_control", new MemberTree().set("type", "ephemeral").toJson());
        return this;
    }

    /**
     * As {@link #cacheControl()}, for another time.
     *
     * @param ttl {@code 5m} or {@code 1h}
     */
    public ClaudeContent cacheControl(String ttl) {
        blocks.mark(
                "cache_control",
                new MemberTree().set("type", "ephemeral").set("ttl", ttl).toJson());
        return this;
    }

    /** Any other block, as it stands: one from an earlier answer goes back with every member it came with. */
    public ClaudeContent part(RawJson block) {
        blocks.add(block);
        return this;
    }

    /** Blocks of an earlier answer, as they stand, in their order. */
    public ClaudeContent parts(List<RawJson> earlier) {
        earlier.forEach(blocks::add);
        return this;
    }

    private ClaudeContent add(MemberTree block) {
        blocks.add(block);
        return this;
    }

    private static MemberTree block(String type) {
        return new MemberTree().set("type", type);
    }

    private static MemberTree source(String type) {
        return new MemberTree().set("type", type);
    }

    private static RawJson base64(String mediaType, String base64) {
        return source("base64").set("media_type", mediaType).set("data", base64).toJson();
    }

    private static MemberTree result(String toolUseId) {
        return block("tool_result").set("tool_use_id", toolUseId);
    }
}
