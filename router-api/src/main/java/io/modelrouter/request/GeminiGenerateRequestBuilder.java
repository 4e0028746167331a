package io.modelrouter.request;

import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link GeminiGenerateRequest}. Methods are named after the members of the body, most of which lie in
 * {@code generationConfig}; contents and tools stand in the order of the calls. Not thread-safe.
 *
 * <pre>{@code
 * GeminiGenerateRequest.builder()
 *     .model("gemini-2.5-flash")
 *     .system("Answer in one sentence.")
 *     .user("What is a router?")
 *     .thinkingBudget(0)
 *     .build();
 * }</pre>
 */
public final class GeminiGenerateRequestBuilder extends RouterRequestBuilder<GeminiGenerateRequestBuilder> {
    private @Nullable String model;
    private @Nullable Boolean stream;
    private GeminiGenerateRequest.@Nullable Framing framing;
    /** The tool that holds all functions, because the API wants them in one. */
    private @Nullable MemberTree functions;
    /** The user turn that takes further function responses, because the API wants those of one round in one turn. */
    private @Nullable MemberTree responses;

    GeminiGenerateRequestBuilder() {
        super(new MemberTree("systemInstruction", "contents"));
    }

    @Override
    GeminiGenerateRequestBuilder self() {
        return this;
    }

    /** The model, without {@code models/}; it stands in the path, not in the body. Required. */
    @Override
    public GeminiGenerateRequestBuilder model(String model) {
        once(this.model, "model");
        this.model = Objects.requireNonNull(model, "model");
        return this;
    }

    /** Whether to call {@code streamGenerateContent}; default false. */
    @Override
    public GeminiGenerateRequestBuilder stream(boolean stream) {
        once(this.stream, "stream");
        this.stream = stream;
        return this;
    }

    /** How a streamed answer is framed on the wire; default {@link GeminiGenerateRequest.Framing#SSE}. */
    public GeminiGenerateRequestBuilder framing(GeminiGenerateRequest.Framing framing) {
        once(this.framing, "framing");
        this.framing = Objects.requireNonNull(framing, "framing");
        return this;
    }

    private static void once(@Nullable Object known, String name) {
        if (known != null) {
            throw new IllegalStateException(name + " is already set");
        }
    }

    /** The system prompt: {@code systemInstruction}. */
    public GeminiGenerateRequestBuilder system(String text) {
        return set(List.of("systemInstruction", "parts"), GeminiContent.of(parts -> parts.text(text)));
    }

    @Override
    public GeminiGenerateRequestBuilder message(RawJson content) {
        body.add("contents", JsonArguments.object(content, "content"));
        responses = null;
        return this;
    }

    @Override
    public GeminiGenerateRequestBuilder user(String text) {
        return user(parts -> parts.text(text));
    }

    /** A user's turn with pictures, files, sound or function responses. */
    public GeminiGenerateRequestBuilder user(Consumer<GeminiContent> turn) {
        return turn("user", turn);
    }

    /** The model's turn of plain text, from an earlier answer; its role is {@code model}. */
    @Override
    public GeminiGenerateRequestBuilder assistant(String text) {
        return assistant(parts -> parts.text(text));
    }

    /** The model's turn with function calls, from an earlier answer; its role is {@code model}. */
    public GeminiGenerateRequestBuilder assistant(Consumer<GeminiContent> turn) {
        return turn("model", turn);
    }

    /**
     * What a function answered, in a user turn of its own; responses that follow one another share that turn, in the
     * order of their calls.
     *
     * @param response a JSON object; the API suggests the members {@code output} and {@code error}
     */
    public GeminiGenerateRequestBuilder functionResponse(String name, RawJson response) {
        return responses(parts -> parts.functionResponse(name, response));
    }

    /** As {@link #functionResponse(String, RawJson)}, with the answer as JSON text. */
    public GeminiGenerateRequestBuilder functionResponse(String name, String response) {
        return responses(parts -> parts.functionResponse(name, response));
    }

    /** As {@link #functionResponse(String, RawJson)}, for a call that came with an id. */
    public GeminiGenerateRequestBuilder functionResponse(String id, String name, RawJson response) {
        return responses(parts -> parts.functionResponse(id, name, response));
    }

    private GeminiGenerateRequestBuilder responses(Consumer<GeminiContent> parts) {
        MemberTree turn = responses;
        if (turn == null) {
            turn = new MemberTree().set("role", "user");
            body.add("contents", turn);
            responses = turn;
        }
        for (RawJson part : GeminiContent.of(parts).elements()) {
            turn.add("parts", part);
        }
        return this;
    }

    /** Offers a function without parameters. */
    public GeminiGenerateRequestBuilder tool(String name, String description) {
        return function(new MemberTree().set("name", name).set("description", description));
    }

    /**
     * Offers a function; all of them stand in one tool, {@code {"functionDeclarations":[...]}}.
     *
     * @param parameters a JSON Schema of type {@code object}, as text; sent as it is written, in
     *     {@code parametersJsonSchema}
     */
    public GeminiGenerateRequestBuilder tool(String name, String description, String parameters) {
        return tool(name, description, JsonArguments.object(parameters, "parameters of function " + name));
    }

    /** As {@link #tool(String, String, String)}. */
    public GeminiGenerateRequestBuilder tool(String name, String description, RawJson parameters) {
        return function(new MemberTree()
                .set("name", name)
                .set("description", description)
                .set("parametersJsonSchema", JsonArguments.object(parameters, "parameters of function " + name)));
    }

    private GeminiGenerateRequestBuilder function(MemberTree declaration) {
        MemberTree tool = functions;
        if (tool == null) {
            tool = new MemberTree();
            body.add("tools", tool);
            functions = tool;
        }
        tool.add("functionDeclarations", declaration);
        return this;
    }

    /** The model may call functions; the provider's default when there are any. */
    public GeminiGenerateRequestBuilder toolChoiceAuto() {
        return callingMode("AUTO");
    }

    /** The model must not call functions. */
    public GeminiGenerateRequestBuilder toolChoiceNone() {
        return callingMode("NONE");
    }

    /** The model must call some function. */
    public GeminiGenerateRequestBuilder toolChoiceAny() {
        return callingMode("ANY");
    }

    /** The model must call one of these functions: mode {@code ANY} with {@code allowedFunctionNames}. */
    public GeminiGenerateRequestBuilder toolChoice(String... names) {
        RawJson allowed = JsonArguments.texts(List.of(names));
        return callingMode("ANY").set(List.of("toolConfig", "functionCallingConfig", "allowedFunctionNames"), allowed);
    }

    private GeminiGenerateRequestBuilder callingMode(String mode) {
        return set(List.of("toolConfig", "functionCallingConfig", "mode"), RawJson.of(mode));
    }

    /**
     * Adds a safety setting.
     *
     * @param category such as {@code HARM_CATEGORY_HARASSMENT}
     * @param threshold such as {@code BLOCK_ONLY_HIGH}
     */
    public GeminiGenerateRequestBuilder safetySetting(String category, String threshold) {
        body.add("safetySettings", new MemberTree().set("category", category).set("threshold", threshold));
        return this;
    }

    /** The answer shall be some JSON: {@code "responseMimeType":"application/json"}. */
    public GeminiGenerateRequestBuilder json() {
        return config("responseMimeType", RawJson.of("application/json"));
    }

    /**
     * The answer shall be JSON that follows the schema ("Structured output" in the Gemini documentation).
     *
     * @param schema a JSON Schema as text; sent as it is written, in {@code responseJsonSchema}
     */
    public GeminiGenerateRequestBuilder jsonSchema(String schema) {
        return jsonSchema(JsonArguments.object(schema, "schema"));
    }

    /** As {@link #jsonSchema(String)}. */
    public GeminiGenerateRequestBuilder jsonSchema(RawJson schema) {
        RawJson object = JsonArguments.object(schema, "schema");
        return json().config("responseJsonSchema", object);
    }

    /** From 0 to 2. */
    public GeminiGenerateRequestBuilder temperature(double temperature) {
        return config("temperature", RawJson.of(temperature));
    }

    /** From 0 to 1. */
    public GeminiGenerateRequestBuilder topP(double topP) {
        return config("topP", RawJson.of(topP));
    }

    public GeminiGenerateRequestBuilder topK(long topK) {
        return config("topK", RawJson.of(topK));
    }

    /** The most tokens of the answer, thinking included. */
    public GeminiGenerateRequestBuilder maxOutputTokens(long tokens) {
        return config("maxOutputTokens", JsonArguments.tokens(tokens, "maxOutputTokens"));
    }

    /** Texts that end the answer; the provider takes up to 5. */
    public GeminiGenerateRequestBuilder stopSequences(String... sequences) {
        return config("stopSequences", JsonArguments.texts(List.of(sequences)));
    }

    public GeminiGenerateRequestBuilder seed(long seed) {
        return config("seed", RawJson.of(seed));
    }

    /** How many alternatives to make, 1 to 128; the provider's default is 1. */
    public GeminiGenerateRequestBuilder candidateCount(int candidates) {
        return config("candidateCount", JsonArguments.between(1, BodyRules.MAX_CHOICES, candidates, "candidateCount"));
    }

    /**
     * How many tokens the model may think.
     *
     * @param tokens 0 turns thinking off where the model allows it, -1 leaves the amount to the model
     */
    public GeminiGenerateRequestBuilder thinkingBudget(int tokens) {
        return thinking("thinkingBudget", JsonArguments.between(-1, Integer.MAX_VALUE, tokens, "thinkingBudget"));
    }

    /** How much newer models think, such as {@code low} or {@code high}. */
    public GeminiGenerateRequestBuilder thinkingLevel(String level) {
        return thinking("thinkingLevel", JsonArguments.text(level, "level"));
    }

    /** Whether the answer shows a summary of the thinking; the provider's default is false. */
    public GeminiGenerateRequestBuilder includeThoughts(boolean include) {
        return thinking("includeThoughts", RawJson.of(include));
    }

    private GeminiGenerateRequestBuilder thinking(String name, RawJson value) {
        return set(List.of("generationConfig", "thinkingConfig", name), value);
    }

    private GeminiGenerateRequestBuilder config(String name, RawJson value) {
        return set(List.of("generationConfig", name), value);
    }

    @Override
    public GeminiGenerateRequest build() {
        if (model == null) {
            throw new IllegalStateException("no model: call model(...)");
        }
        require("contents", "user(...) or message(...)");
        return GeminiGenerateRequest.parse(
                model,
                Boolean.TRUE.equals(stream),
                framing == null ? GeminiGenerateRequest.Framing.SSE : framing,
                body.toJson(),
                Map.of());
    }

    private GeminiGenerateRequestBuilder turn(String role, Consumer<GeminiContent> turn) {
        body.add("contents", new MemberTree().set("role", role).set("parts", GeminiContent.of(turn)));
        responses = null;
        return this;
    }
}
