package io.modelrouter.core.tokens;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * One pass over a request's body. What a member counts for follows from its name, and a file from its own first bytes, so
 * that the order of members does not matter and the walk is the same for every dialect.
 */
final class PromptWalk {
    /** As deep as the request parser allows, and one more. */
    static final int DEEPEST = 256;

    /** Words for the server, not for the model. */
    private static final Set<String> SILENT = Set.of(
            "model",
            "type",
            "role",
            "id",
            "object",
            "status",
            "tool_call_id",
            "tool_use_id",
            "call_id",
            "item_id",
            "response_id",
            "previous_response_id",
            "signature",
            "thoughtSignature",
            "thought_signature",
            "encrypted_content",
            "encrypted_reasoning",
            "detail",
            "media_type",
            "mime_type",
            "mimeType",
            "filename",
            "user",
            "safety_identifier",
            "prompt_cache_key",
            "prompt_cache_retention",
            "service_tier",
            "reasoning_effort",
            "effort",
            "verbosity",
            "truncation",
            "tool_choice",
            "container",
            "include",
            "stop",
            "stop_sequences",
            "stopSequences",
            "cachedContent",
            "encoding_format",
            "input_type",
            "taskType",
            "task_type");

    /** Whole parts for the server. */
    private static final Set<String> SILENT_PARTS = Set.of(
            "metadata",
            "cache_control",
            "safetySettings",
            // Recordings of Gemini count no schema of an answer: fantasy-simple-object-streaming-0-eac5d0c9 and others.
            "generationConfig",
            "reasoning_details",
            "labels",
            "logit_bias",
            "betas",
            "toolConfig");

    /** Parts whose member names the model reads as well. */
    private static final Set<String> SCHEMAS =
            Set.of("tools", "functions", "response_format", "output_format", "format", "schema", "args", "response");

    /** Members that refer to a picture or file somewhere else. */
    private static final Set<String> REFERENCES = Set.of("image_url", "file_url", "fileUri", "file_uri", "file_id");

    /** Members that hold a file in base64 where they hold a long run of it. */
    private static final Set<String> FILES = Set.of("data", "file_data", "image_url", "url", "b64_json");

    /** Tokens that frame a message: OpenAI's cookbook counts 3, and one for the role. */
    private static final int MESSAGE = 4;
    /** Tokens before the answer, by the same. */
    private static final int PRIMING = 3;

    /** What stands around a name in a schema: Claude's counts of recorded tools have more for it than OpenAI's. */
    private static final int NAME = 1;

    private static final int CLAUDE_NAME = 2;
    /** Words for "use a tool" in {@code tool_choice}, of any dialect; {@code function} and the like name one. */
    private static final Set<String> MUST =
            Set.of("any", "tool", "required", "function", "custom", "mcp", "file_search", "web_search");
    /** What templates of open models say around tools, about. */
    private static final int OTHER_TOOLS = 100;

    private final ModelFamily family;
    private final String model;
    private final TextTokens text;
    private final boolean chat;

    private final @Nullable String[] names = new String[DEEPEST + 1];
    private final boolean[] schema = new boolean[DEEPEST + 1];
    private final boolean[] picture = new boolean[DEEPEST + 1];
    private final boolean[] low = new boolean[DEEPEST + 1];
    private final @Nullable ImageSize[] size = new ImageSize[DEEPEST + 1];
    private final boolean[] array = new boolean[DEEPEST + 1];
    private int depth;
    private long other;
    private int messages;
    private boolean tools;
    private boolean toolForced;

    /**
     * @param chat whether messages have frames, and numbers are no tokens
     */
    PromptWalk(ModelFamily family, String model, TextTokens text, boolean chat) {
        this.family = family;
        this.model = model;
        this.text = text;
        this.chat = chat;
    }

    long count(JsonParser parser) {
        JsonToken token;
        while ((token = parser.nextToken()) != null) {
            switch (token) {
                case START_OBJECT, START_ARRAY -> open(parser, token == JsonToken.START_OBJECT);
                case END_OBJECT, END_ARRAY -> close();
                case PROPERTY_NAME -> name(parser);
                case VALUE_STRING -> string(parser);
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> {
                    if (schema[depth] || isToken(token)) {
                        other++;
                    }
                }
                default -> {}
            }
        }
        return text.count() + other + frames();
    }

    /** A number in {@code input}, which is a text in tokens. */
    private boolean isToken(JsonToken token) {
        return !chat && token == JsonToken.VALUE_NUMBER_INT && array[depth] && "input".equals(names[depth]);
    }

    /** Gemini counts none; the recordings of its shortest prompts say so. */
    private long frames() {
        long added = family == ModelFamily.GEMINI || !chat ? 0 : MESSAGE * (long) messages + PRIMING;
        if (tools && family == ModelFamily.CLAUDE) {
            return added + ClaudeTools.tokens(model, toolForced);
        }
        return tools && family == ModelFamily.OTHER ? added + OTHER_TOOLS : added;
    }

    private void open(JsonParser parser, boolean object) {
        String name = names[depth];
        if (name != null && SILENT_PARTS.contains(name)) {
            parser.skipChildren();
            return;
        }
        // The input of a tool is an object; that of a Responses request is a list of messages.
        boolean arguments = object && !array[depth] && "input".equals(name);
        boolean within = schema[depth] || name != null && SCHEMAS.contains(name) || arguments;
        tools |= depth == 1 && "tools".equals(name);
        depth++;
        names[depth] = object ? null : name;
        schema[depth] = within;
        array[depth] = !object;
        picture[depth] = false;
        low[depth] = false;
        size[depth] = null;
    }

    private void close() {
        if (picture[depth]) {
            other += ImageTokens.count(family, model, size[depth], low[depth]);
        }
        depth--;
    }

    private void name(JsonParser parser) {
        String name = parser.currentName();
        names[depth] = name;
        if (!schema[depth] && ("role".equals(name) || depth == 1 && "instructions".equals(name))) {
            messages++;
        }
        if (schema[depth]) {
            text.add(name.toCharArray(), 0, name.length());
            other += family == ModelFamily.CLAUDE ? CLAUDE_NAME : NAME;
        }
    }

    /** {@code "tool_choice":"required"} or {@code "tool_choice":{"type":"any"}}. */
    private boolean isToolChoice(@Nullable String name) {
        return depth == 1 && "tool_choice".equals(name)
                || depth == 2 && "type".equals(name) && "tool_choice".equals(names[1]);
    }

    private void string(JsonParser parser) {
        String name = names[depth];
        if (depth == 1 && "input".equals(name)) {
            messages++;
        }
        if (isToolChoice(name)) {
            toolForced = MUST.contains(parser.getString());
        }
        if ("detail".equals(name)) {
            low[depth] = "low".equals(parser.getString());
        }
        if (name == null || schema[depth] || !SILENT.contains(name)) {
            add(name, parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength());
        }
    }

    private void add(@Nullable String name, char[] chars, int offset, int length) {
        int start = DataUrls.content(chars, offset, length);
        int left = offset + length - start;
        switch (FileKind.of(chars, start, left)) {
            case PICTURE -> picture(ImageSize.ofBase64(chars, start, left));
            case DOCUMENT -> other += FileTokens.document(family, bytes(left));
            case SOUND -> other += FileTokens.sound(family, bytes(left));
            case FILM -> other += FileTokens.film(bytes(left));
            case NONE -> {
                if (isReference(name)) {
                    picture(null);
                } else if (name != null && FILES.contains(name) && FileKind.isUnknownFile(chars, start, left)) {
                    picture(null);
                } else {
                    text.add(chars, offset, length);
                }
            }
        }
    }

    private void picture(@Nullable ImageSize known) {
        picture[depth] = true;
        size[depth] = known;
    }

    /** {@code url} refers to a file inside {@code image_url} and {@code source} alone; elsewhere it is a text. */
    private boolean isReference(@Nullable String name) {
        if (name == null || schema[depth]) {
            return false;
        }
        String around = depth == 0 ? null : names[depth - 1];
        return REFERENCES.contains(name)
                || "url".equals(name) && ("image_url".equals(around) || "source".equals(around));
    }

    private static long bytes(int base64Length) {
        return base64Length / 4 * 3L;
    }
}
