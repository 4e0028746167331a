package io.modelrouter.request;

import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Builds an {@link OpenAiResponsesRequest}. Methods are named after the members of the body; input items and tools stand
 * in the order of the calls. Not thread-safe.
 *
 * <pre>{@code
 * OpenAiResponsesRequest.builder()
 *     .model("gpt-5")
 *     .instructions("Answer in one sentence.")
 *     .user("What is a router?")
 *     .reasoningEffort("low")
 *     .build();
 * }</pre>
 */
public final class OpenAiResponsesRequestBuilder extends RouterRequestBuilder<OpenAiResponsesRequestBuilder> {

    OpenAiResponsesRequestBuilder() {
        super(new MemberTree("model", "instructions", "input"));
    }

    @Override
    OpenAiResponsesRequestBuilder self() {
        return this;
    }

    @Override
    public OpenAiResponsesRequestBuilder model(String model) {
        return put("model", JsonArguments.text(model, "model"));
    }

    @Override
    public OpenAiResponsesRequestBuilder stream(boolean stream) {
        return put("stream", RawJson.of(stream));
    }

    /** The system prompt. It holds for this request only, also where {@link #previousResponseId} is set. */
    public OpenAiResponsesRequestBuilder instructions(String text) {
        return put("instructions", JsonArguments.text(text, "instructions"));
    }

    /** The whole input as one string, instead of items. */
    public OpenAiResponsesRequestBuilder input(String text) {
        return put("input", JsonArguments.text(text, "input"));
    }

    /** Adds an input item as it stands: a message, a call, a result, reasoning, a reference. */
    @Override
    public OpenAiResponsesRequestBuilder message(RawJson item) {
        body.add("input", JsonArguments.object(item, "item"));
        return this;
    }

    /** Adds output items of an earlier answer, reasoning included, in their order. */
    public OpenAiResponsesRequestBuilder items(List<RawJson> items) {
        items.forEach(this::message);
        return this;
    }

    /** Instructions inside the input; {@link #instructions} is the usual place. */
    public OpenAiResponsesRequestBuilder system(String text) {
        return message("system", RawJson.of(text));
    }

    /** Instructions inside the input, in the role that newer models know. */
    public OpenAiResponsesRequestBuilder developer(String text) {
        return message("developer", RawJson.of(text));
    }

    @Override
    public OpenAiResponsesRequestBuilder user(String text) {
        return message("user", RawJson.of(text));
    }

    /** A user's turn with pictures, files or sound. */
    public OpenAiResponsesRequestBuilder user(Consumer<OpenAiResponsesContent> turn) {
        return message("user", OpenAiResponsesContent.of(turn));
    }

    @Override
    public OpenAiResponsesRequestBuilder assistant(String text) {
        return message("assistant", RawJson.of(text));
    }

    /**
     * A tool call of the model, from an earlier answer:
     * {@code {"type":"function_call","call_id":...,"name":...,"arguments":"..."}}.
     *
     * @param arguments as the model wrote them, sent back unchanged even where they are not valid JSON
     */
    public OpenAiResponsesRequestBuilder toolCall(String callId, String name, String arguments) {
        body.add(
                "input",
                new MemberTree()
                        .set("type", "function_call")
                        .set("call_id", callId)
                        .set("name", name)
                        .set("arguments", arguments));
        return this;
    }

    /**
     * What a tool answered: {@code {"type":"function_call_output","call_id":...,"output":...}}.
     *
     * @param callId the {@code call_id} of the call
     */
    public OpenAiResponsesRequestBuilder toolResult(String callId, String output) {
        body.add(
                "input",
                new MemberTree()
                        .set("type", "function_call_output")
                        .set("call_id", callId)
                        .set("output", output));
        return this;
    }

    /** Goes on from a stored answer. */
    public OpenAiResponsesRequestBuilder previousResponseId(String id) {
        return put("previous_response_id", JsonArguments.text(id, "id"));
    }

    /** Whether the provider keeps the answer; its default is true. */
    public OpenAiResponsesRequestBuilder store(boolean store) {
        return put("store", RawJson.of(store));
    }

    /** What the answer shall hold beside the usual, such as {@code reasoning.encrypted_content}. */
    public OpenAiResponsesRequestBuilder include(String... extras) {
        return put("include", JsonArguments.texts(List.of(extras)));
    }

    /** Offers a function without parameters. */
    public OpenAiResponsesRequestBuilder tool(String name, String description) {
        return tool(function().set("name", name).set("description", description).toJson());
    }

    /**
     * Offers a function: {@code {"type":"function","name":...,"description":...,"parameters":...}}.
     *
     * @param parameters a JSON Schema of type {@code object}, as text; sent as it is written
     */
    public OpenAiResponsesRequestBuilder tool(String name, String description, String parameters) {
        return tool(name, description, JsonArguments.object(parameters, "parameters of tool " + name));
    }

    /** As {@link #tool(String, String, String)}. */
    public OpenAiResponsesRequestBuilder tool(String name, String description, RawJson parameters) {
        return tool(
                OpenAiTools.function(function(), name, description, parameters).toJson());
    }

    /** Offers a function whose arguments shall follow the schema exactly: {@code "strict":true}. */
    public OpenAiResponsesRequestBuilder strictTool(String name, String description, String parameters) {
        return strictTool(name, description, JsonArguments.object(parameters, "parameters of tool " + name));
    }

    /** As {@link #strictTool(String, String, String)}. */
    public OpenAiResponsesRequestBuilder strictTool(String name, String description, RawJson parameters) {
        return tool(OpenAiTools.function(function(), name, description, parameters)
                .set("strict", RawJson.of(true))
                .toJson());
    }

    private static MemberTree function() {
        return new MemberTree().set("type", "function");
    }

    /** The model may call tools; the provider's default when there are any. */
    public OpenAiResponsesRequestBuilder toolChoiceAuto() {
        return put("tool_choice", RawJson.of("auto"));
    }

    /** The model must not call tools. */
    public OpenAiResponsesRequestBuilder toolChoiceNone() {
        return put("tool_choice", RawJson.of("none"));
    }

    /** The model must call at least one tool. */
    public OpenAiResponsesRequestBuilder toolChoiceRequired() {
        return put("tool_choice", RawJson.of("required"));
    }

    /** The model must call this function: {@code {"type":"function","name":...}}. */
    public OpenAiResponsesRequestBuilder toolChoice(String name) {
        return put("tool_choice", function().set("name", name).toJson());
    }

    /** Whether one answer may call several tools; the provider's default is true. */
    public OpenAiResponsesRequestBuilder parallelToolCalls(boolean allowed) {
        return put("parallel_tool_calls", RawJson.of(allowed));
    }

    /** The answer shall be some JSON object; sets {@code text.format}. The prompt has to ask for JSON too. */
    public OpenAiResponsesRequestBuilder jsonObject() {
        return set(
                List.of("text", "format"),
                new MemberTree().set("type", "json_object").toJson());
    }

    /**
     * The answer shall be JSON that follows the schema ("Structured outputs" in the OpenAI guides), strictly; sets
     * {@code text.format}.
     *
     * @param name letters, digits, {@code _} and {@code -}
     * @param schema a JSON Schema as text; sent as it is written
     */
    public OpenAiResponsesRequestBuilder jsonSchema(String name, String schema) {
        return jsonSchema(name, JsonArguments.object(schema, "schema " + name));
    }

    /** As {@link #jsonSchema(String, String)}. */
    public OpenAiResponsesRequestBuilder jsonSchema(String name, RawJson schema) {
        MemberTree format = new MemberTree().set("type", "json_schema");
        return set(
                List.of("text", "format"),
                OpenAiTools.schema(format, name, schema).toJson());
    }

    /** From 0 to 2; the provider's default is 1. */
    public OpenAiResponsesRequestBuilder temperature(double temperature) {
        return put("temperature", RawJson.of(temperature));
    }

    /** From 0 to 1; the provider's default is 1. */
    public OpenAiResponsesRequestBuilder topP(double topP) {
        return put("top_p", RawJson.of(topP));
    }

    /** The most tokens of the answer, reasoning included. */
    public OpenAiResponsesRequestBuilder maxOutputTokens(long tokens) {
        return put("max_output_tokens", JsonArguments.tokens(tokens, "maxOutputTokens"));
    }

    /** How much a reasoning model thinks, such as {@code low}, {@code medium} or {@code high}. */
    public OpenAiResponsesRequestBuilder reasoningEffort(String effort) {
        return set(List.of("reasoning", "effort"), JsonArguments.text(effort, "effort"));
    }

    /** Asks for a summary of the thinking: {@code auto}, {@code concise} or {@code detailed}. */
    public OpenAiResponsesRequestBuilder reasoningSummary(String summary) {
        return set(List.of("reasoning", "summary"), JsonArguments.text(summary, "summary"));
    }

    /** Adds one entry to {@code metadata}. */
    public OpenAiResponsesRequestBuilder metadata(String key, String value) {
        return set(List.of("metadata", key), JsonArguments.text(value, key));
    }

    /** Your own name for your user, in the member {@code user}; not a turn of the conversation. */
    public OpenAiResponsesRequestBuilder endUser(String id) {
        return put("user", JsonArguments.text(id, "id"));
    }

    /** The request. Without input it needs another source: {@code previous_response_id}, or {@code prompt} by hand. */
    @Override
    public OpenAiResponsesRequest build() {
        require("model", "model(...)");
        if (!body.has("previous_response_id") && !body.has("prompt") && !body.has("conversation")) {
            require("input", "user(...), input(...) or message(...)");
        }
        return OpenAiResponsesRequest.parse(body.toJson(), Map.of());
    }

    private OpenAiResponsesRequestBuilder message(String role, RawJson content) {
        body.add("input", new MemberTree().set("role", role).set("content", content));
        return this;
    }

    private OpenAiResponsesRequestBuilder put(String name, RawJson value) {
        body.set(name, value);
        return this;
    }
}
