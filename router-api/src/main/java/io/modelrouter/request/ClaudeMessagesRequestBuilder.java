package io.modelrouter.request;

import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link ClaudeMessagesRequest}. Methods are named after the members of the body; messages and tools stand in
 * the order of the calls. Not thread-safe.
 *
 * <pre>{@code
 * ClaudeMessagesRequest.builder()
 *     .model("claude-sonnet-4-5")
 *     .maxTokens(1024)
 *     .system("Answer in one sentence.")
 *     .user("What is a router?")
 *     .build();
 * }</pre>
 */
public final class ClaudeMessagesRequestBuilder extends RouterRequestBuilder<ClaudeMessagesRequestBuilder> {
    private static final Pattern HEADER_TOKEN = Pattern.compile("[\\x21-\\x2b\\x2d-\\x7e]{1,256}");

    private final List<String> betas = new ArrayList<>();
    private @Nullable String version;
    /** The user turn that takes further tool results, because the API wants those of one round in one turn. */
    private @Nullable MemberTree results;

    ClaudeMessagesRequestBuilder() {
        super(new MemberTree("model", "max_tokens", "system", "messages"));
    }

    @Override
    ClaudeMessagesRequestBuilder self() {
        return this;
    }

    @Override
    public ClaudeMessagesRequestBuilder model(String model) {
        return put("model", JsonArguments.text(model, "model"));
    }

    /** The most tokens of the answer, thinking included; required by the API. */
    public ClaudeMessagesRequestBuilder maxTokens(long tokens) {
        return put("max_tokens", JsonArguments.tokens(tokens, "maxTokens"));
    }

    @Override
    public ClaudeMessagesRequestBuilder stream(boolean stream) {
        return put("stream", RawJson.of(stream));
    }

    /** The system prompt. */
    public ClaudeMessagesRequestBuilder system(String text) {
        return put("system", JsonArguments.text(text, "system"));
    }

    /** The system prompt in text blocks, which may carry {@link ClaudeContent#cacheControl()}. */
    public ClaudeMessagesRequestBuilder system(Consumer<ClaudeContent> blocks) {
        return put("system", ClaudeContent.of(blocks));
    }

    @Override
    public ClaudeMessagesRequestBuilder message(RawJson message) {
        body.add("messages", JsonArguments.object(message, "message"));
        results = null;
        return this;
    }

    @Override
    public ClaudeMessagesRequestBuilder user(String text) {
        return turn("user", RawJson.of(text));
    }

    /** A user's turn with pictures, documents or tool results. */
    public ClaudeMessagesRequestBuilder user(Consumer<ClaudeContent> turn) {
        return turn("user", ClaudeContent.of(turn));
    }

    @Override
    public ClaudeMessagesRequestBuilder assistant(String text) {
        return turn("assistant", RawJson.of(text));
    }

    /** The model's turn with thinking or tool calls, from an earlier answer. */
    public ClaudeMessagesRequestBuilder assistant(Consumer<ClaudeContent> turn) {
        return turn("assistant", ClaudeContent.of(turn));
    }

    /**
     * What a tool answered, in a user turn of its own; results that follow one another share that turn. A turn that has
     * text or pictures too is made with {@link #user(Consumer)}.
     *
     * @param toolUseId the id of the call in the turn before
     */
    public ClaudeMessagesRequestBuilder toolResult(String toolUseId, String content) {
        return results(blocks -> blocks.toolResult(toolUseId, content));
    }

    /** That a tool failed, and how; otherwise as {@link #toolResult}. */
    public ClaudeMessagesRequestBuilder toolError(String toolUseId, String message) {
        return results(blocks -> blocks.toolError(toolUseId, message));
    }

    private ClaudeMessagesRequestBuilder results(Consumer<ClaudeContent> blocks) {
        MemberTree turn = results;
        if (turn == null) {
            turn = new MemberTree().set("role", "user");
            body.add("messages", turn);
            results = turn;
        }
        for (RawJson block : ClaudeContent.of(blocks).elements()) {
            turn.add("content", block);
        }
        return this;
    }

    /** Offers a tool without parameters. */
    public ClaudeMessagesRequestBuilder tool(String name, String description) {
        return tool(name, description, "{\"type\":\"object\"}");
    }

    /**
     * Offers a tool: {@code {"name":...,"description":...,"input_schema":...}}.
     *
     * @param inputSchema a JSON Schema of type {@code object}, as text; sent as it is written
     */
    public ClaudeMessagesRequestBuilder tool(String name, String description, String inputSchema) {
        return tool(name, description, JsonArguments.object(inputSchema, "input schema of tool " + name));
    }

    /** As {@link #tool(String, String, String)}. */
    public ClaudeMessagesRequestBuilder tool(String name, String description, RawJson inputSchema) {
        return tool(new MemberTree()
                .set("name", name)
                .set("description", description)
                .set("input_schema", JsonArguments.object(inputSchema, "input schema of tool " + name))
                .toJson());
    }

    /** The model may call tools; the provider's default when there are any. */
    public ClaudeMessagesRequestBuilder toolChoiceAuto() {
        return toolChoiceType("auto");
    }

    /** The model must not call tools. */
    public ClaudeMessagesRequestBuilder toolChoiceNone() {
        return toolChoiceType("none");
    }

    /** The model must call some tool. */
    public ClaudeMessagesRequestBuilder toolChoiceAny() {
        return toolChoiceType("any");
    }

    /** The model must call this tool: {@code {"type":"tool","name":...}}. */
    public ClaudeMessagesRequestBuilder toolChoice(String name) {
        RawJson tool = JsonArguments.text(name, "name");
        return toolChoiceType("tool").set(List.of("tool_choice", "name"), tool);
    }

    /**
     * One answer may call one tool at most: {@code tool_choice.disable_parallel_tool_use}. It needs a tool choice beside
     * it, such as {@link #toolChoiceAuto()}.
     */
    public ClaudeMessagesRequestBuilder disableParallelToolUse() {
        return set(List.of("tool_choice", "disable_parallel_tool_use"), RawJson.of(true));
    }

    private ClaudeMessagesRequestBuilder toolChoiceType(String type) {
        return set(List.of("tool_choice", "type"), RawJson.of(type));
    }

    /**
     * The answer shall be JSON that follows the schema ("Structured outputs" in the Claude documentation); sets
     * {@code output_config.format}.
     *
     * @param schema a JSON Schema as text; sent as it is written
     */
    public ClaudeMessagesRequestBuilder jsonSchema(String schema) {
        return jsonSchema(JsonArguments.object(schema, "schema"));
    }

    /** As {@link #jsonSchema(String)}. */
    public ClaudeMessagesRequestBuilder jsonSchema(RawJson schema) {
        return set(
                List.of("output_config", "format"),
                new MemberTree()
                        .set("type", "json_schema")
                        .set("schema", JsonArguments.object(schema, "schema"))
                        .toJson());
    }

    /** From 0 to 1; the provider's default is 1. */
    public ClaudeMessagesRequestBuilder temperature(double temperature) {
        return put("temperature", RawJson.of(temperature));
    }

    /** From 0 to 1. */
    public ClaudeMessagesRequestBuilder topP(double topP) {
        return put("top_p", RawJson.of(topP));
    }

    public ClaudeMessagesRequestBuilder topK(long topK) {
        return put("top_k", RawJson.of(topK));
    }

    /** Texts that end the answer. */
    public ClaudeMessagesRequestBuilder stopSequences(String... sequences) {
        return put("stop_sequences", JsonArguments.texts(List.of(sequences)));
    }

    /**
     * Thinking with a budget: {@code {"type":"enabled","budget_tokens":...}}.
     *
     * @param tokens the API wants at least 1024 and, without interleaved thinking, less than {@code max_tokens}
     */
    public ClaudeMessagesRequestBuilder thinkingBudget(long tokens) {
        RawJson budget = JsonArguments.tokens(tokens, "thinkingBudget");
        return thinking("enabled").set(List.of("thinking", "budget_tokens"), budget);
    }

    /** Thinking as much as the model sees fit: {@code {"type":"adaptive"}}; {@link #effort} guides it. */
    public ClaudeMessagesRequestBuilder thinkingAdaptive() {
        return thinking("adaptive");
    }

    /** No thinking: {@code {"type":"disabled"}}. */
    public ClaudeMessagesRequestBuilder thinkingDisabled() {
        return thinking("disabled");
    }

    private ClaudeMessagesRequestBuilder thinking(String type) {
        return set(List.of("thinking", "type"), RawJson.of(type));
    }

    /** How much work the model puts in, such as {@code low}, {@code medium} or {@code high}; {@code output_config.effort}. */
    public ClaudeMessagesRequestBuilder effort(String effort) {
        return set(List.of("output_config", "effort"), JsonArguments.text(effort, "effort"));
    }

    /** Your own name for your user: {@code metadata.user_id}. */
    public ClaudeMessagesRequestBuilder userId(String id) {
        return set(List.of("metadata", "user_id"), JsonArguments.text(id, "id"));
    }

    /**
     * Asks for a beta feature by its name in the header {@code anthropic-beta}; several calls add up. Only an upstream of
     * this dialect sees it.
     */
    public ClaudeMessagesRequestBuilder anthropicBeta(String name) {
        if (!betas.contains(headerToken(name, "anthropicBeta"))) {
            betas.add(name);
        }
        return this;
    }

    /** The header {@code anthropic-version}, such as {@code 2023-06-01}; if not set, the router sends its own. */
    public ClaudeMessagesRequestBuilder anthropicVersion(String version) {
        if (this.version != null) {
            throw new IllegalStateException(ClaudeMessagesRequest.VERSION_HEADER + " is already set");
        }
        this.version = headerToken(version, "anthropicVersion");
        return this;
    }

    private static String headerToken(String value, String what) {
        if (!HEADER_TOKEN.matcher(value).matches()) {
            throw new IllegalArgumentException(what + " must be one name of visible ASCII characters without a comma");
        }
        return value;
    }

    @Override
    public ClaudeMessagesRequest build() {
        require("model", "model(...)");
        require("max_tokens", "maxTokens(...)");
        require("messages", "user(...) or message(...)");
        if (body.has("tool_choice") && !body.has("tool_choice", "type")) {
            throw new IllegalStateException("tool_choice has no type: call toolChoiceAuto() or another toolChoice");
        }
        Map<String, String> headers = new TreeMap<>();
        if (!betas.isEmpty()) {
            headers.put(ClaudeMessagesRequest.BETA_HEADER, String.join(",", betas));
        }
        if (version != null) {
            headers.put(ClaudeMessagesRequest.VERSION_HEADER, version);
        }
        return ClaudeMessagesRequest.parse(body.toJson(), headers);
    }

    private ClaudeMessagesRequestBuilder turn(String role, RawJson content) {
        body.add("messages", new MemberTree().set("role", role).set("content", content));
        results = null;
        return this;
    }

    private ClaudeMessagesRequestBuilder put(String name, RawJson value) {
        body.set(name, value);
        return this;
    }
}
