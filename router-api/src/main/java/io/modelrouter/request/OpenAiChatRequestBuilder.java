package io.modelrouter.request;

import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Builds an {@link OpenAiChatRequest}. Methods are named after the members of the body; messages and tools stand in the
 * order of the calls. Not thread-safe.
 *
 * <pre>{@code
 * OpenAiChatRequest.builder()
 *     .model("gpt-4o")
 *     .system("Answer in one sentence.")
 *     .user(parts -> parts.text("What is this?").imageUrl("https://example.com/cat.png"))
 *     .build();
 * }</pre>
 */
public final class OpenAiChatRequestBuilder extends RouterRequestBuilder<OpenAiChatRequestBuilder> {

    OpenAiChatRequestBuilder() {
        super(new MemberTree("model", "messages"));
    }

    @Override
    OpenAiChatRequestBuilder self() {
        return this;
    }

    @Override
    public OpenAiChatRequestBuilder model(String model) {
        return put("model", JsonArguments.text(model, "model"));
    }

    @Override
    public OpenAiChatRequestBuilder stream(boolean stream) {
        return put("stream", RawJson.of(stream));
    }

    @Override
    public OpenAiChatRequestBuilder message(RawJson message) {
        body.add("messages", JsonArguments.object(message, "message"));
        return this;
    }

    /** Instructions for the model; newer models take them as {@link #developer}. */
    public OpenAiChatRequestBuilder system(String text) {
        return message("system", RawJson.of(text));
    }

    /** Instructions for the model, in the role that newer models know. */
    public OpenAiChatRequestBuilder developer(String text) {
        return message("developer", RawJson.of(text));
    }

    @Override
    public OpenAiChatRequestBuilder user(String text) {
        return message("user", RawJson.of(text));
    }

    /** A user's turn with pictures, files or sound. */
    public OpenAiChatRequestBuilder user(Consumer<OpenAiChatContent> turn) {
        return message("user", OpenAiChatContent.of(turn));
    }

    @Override
    public OpenAiChatRequestBuilder assistant(String text) {
        return message("assistant", RawJson.of(text));
    }

    /** The model's turn with tool calls, from an earlier answer. */
    public OpenAiChatRequestBuilder assistant(Consumer<OpenAiChatAssistantTurn> turn) {
        return message(OpenAiChatAssistantTurn.of(turn));
    }

    /**
     * What a tool answered: {@code {"role":"tool","tool_call_id":...,"content":...}}.
     *
     * @param toolCallId the id of the call in the turn before
     */
    public OpenAiChatRequestBuilder toolResult(String toolCallId, String content) {
        body.add(
                "messages",
                new MemberTree()
                        .set("role", "tool")
                        .set("tool_call_id", toolCallId)
                        .set("content", content));
        return this;
    }

    /** Offers a function without parameters. */
    public OpenAiChatRequestBuilder tool(String name, String description) {
        return function(new MemberTree().set("name", name).set("description", description));
    }

    /**
     * Offers a function.
     *
     * @param parameters a JSON Schema of type {@code object}, as text; sent as it is written
     */
    public OpenAiChatRequestBuilder tool(String name, String description, String parameters) {
        return tool(name, description, JsonArguments.object(parameters, "parameters of tool " + name));
    }

    /** As {@link #tool(String, String, String)}. */
    public OpenAiChatRequestBuilder tool(String name, String description, RawJson parameters) {
        return function(OpenAiTools.function(new MemberTree(), name, description, parameters));
    }

    /** Offers a function whose arguments shall follow the schema exactly: {@code "strict":true}. */
    public OpenAiChatRequestBuilder strictTool(String name, String description, String parameters) {
        return strictTool(name, description, JsonArguments.object(parameters, "parameters of tool " + name));
    }

    /** As {@link #strictTool(String, String, String)}. */
    public OpenAiChatRequestBuilder strictTool(String name, String description, RawJson parameters) {
        return function(OpenAiTools.function(new MemberTree(), name, description, parameters)
                .set("strict", RawJson.of(true)));
    }

    private OpenAiChatRequestBuilder function(MemberTree function) {
        return tool(new MemberTree()
                .set("type", "function")
                .set("function", function.toJson())
                .toJson());
    }

    /** The model may call tools; the provider's default when there are any. */
    public OpenAiChatRequestBuilder toolChoiceAuto() {
        return put("tool_choice", RawJson.of("auto"));
    }

    /** The model must not call tools. */
    public OpenAiChatRequestBuilder toolChoiceNone() {
        return put("tool_choice", RawJson.of("none"));
    }

    /** The model must call at least one tool. */
    public OpenAiChatRequestBuilder toolChoiceRequired() {
        return put("tool_choice", RawJson.of("required"));
    }

    /** The model must call this function: {@code {"type":"function","function":{"name":...}}}. */
    public OpenAiChatRequestBuilder toolChoice(String name) {
        return put(
                "tool_choice",
                new MemberTree()
                        .set("type", "function")
                        .set(List.of("function", "name"), JsonArguments.text(name, "name"))
                        .toJson());
    }

    /** Whether one answer may call several tools; the provider's default is true. */
    public OpenAiChatRequestBuilder parallelToolCalls(boolean allowed) {
        return put("parallel_tool_calls", RawJson.of(allowed));
    }

    /** The answer shall be some JSON object: {@code {"type":"json_object"}}. The prompt has to ask for JSON too. */
    public OpenAiChatRequestBuilder jsonObject() {
        return put(
                "response_format", new MemberTree().set("type", "json_object").toJson());
    }

    /**
     * The answer shall be JSON that follows the schema ("Structured outputs" in the OpenAI guides), strictly.
     *
     * @param name letters, digits, {@code _} and {@code -}
     * @param schema a JSON Schema as text; sent as it is written
     */
    public OpenAiChatRequestBuilder jsonSchema(String name, String schema) {
        return jsonSchema(name, JsonArguments.object(schema, "schema " + name));
    }

    /** As {@link #jsonSchema(String, String)}. */
    public OpenAiChatRequestBuilder jsonSchema(String name, RawJson schema) {
        RawJson format = OpenAiTools.schema(new MemberTree(), name, schema).toJson();
        return put(
                "response_format",
                new MemberTree()
                        .set("type", "json_schema")
                        .set("json_schema", format)
                        .toJson());
    }

    /** From 0 to 2; the provider's default is 1. */
    public OpenAiChatRequestBuilder temperature(double temperature) {
        return put("temperature", RawJson.of(temperature));
    }

    /** From 0 to 1; the provider's default is 1. */
    public OpenAiChatRequestBuilder topP(double topP) {
        return put("top_p", RawJson.of(topP));
    }

    /** The most tokens of the answer, reasoning included. Older servers know only {@code max_tokens}: use {@link #set}. */
    public OpenAiChatRequestBuilder maxCompletionTokens(long tokens) {
        return put("max_completion_tokens", JsonArguments.tokens(tokens, "maxCompletionTokens"));
    }

    /** Texts that end the answer; the provider takes up to 4. */
    public OpenAiChatRequestBuilder stop(String... sequences) {
        return put("stop", JsonArguments.texts(List.of(sequences)));
    }

    public OpenAiChatRequestBuilder seed(long seed) {
        return put("seed", RawJson.of(seed));
    }

    /** How many alternatives to make, 1 to 128; each is charged. The provider's default is 1. */
    public OpenAiChatRequestBuilder n(int choices) {
        return put("n", JsonArguments.between(1, BodyRules.MAX_CHOICES, choices, "n"));
    }

    /** How much a reasoning model thinks, such as {@code low}, {@code medium} or {@code high}. */
    public OpenAiChatRequestBuilder reasoningEffort(String effort) {
        return put("reasoning_effort", JsonArguments.text(effort, "effort"));
    }

    /** Asks for the usage chunk at the end of a stream. The router meters with or without it. */
    public OpenAiChatRequestBuilder includeUsage() {
        return set(List.of("stream_options", "include_usage"), RawJson.of(true));
    }

    /** Adds one entry to {@code metadata}. */
    public OpenAiChatRequestBuilder metadata(String key, String value) {
        return set(List.of("metadata", key), JsonArguments.text(value, key));
    }

    /** Your own name for your user, in the member {@code user}; not a turn of the conversation. */
    public OpenAiChatRequestBuilder endUser(String id) {
        return put("user", JsonArguments.text(id, "id"));
    }

    @Override
    public OpenAiChatRequest build() {
        require("model", "model(...)");
        require("messages", "user(...), system(...) or message(...)");
        return OpenAiChatRequest.parse(body.toJson(), Map.of());
    }

    private OpenAiChatRequestBuilder message(String role, RawJson content) {
        body.add("messages", new MemberTree().set("role", role).set("content", content));
        return this;
    }

    private OpenAiChatRequestBuilder put(String name, RawJson value) {
        body.set(name, value);
        return this;
    }
}
