package io.modelrouter.request;

import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.function.Consumer;

/**
 * The parts of one content of {@link GeminiGenerateRequest}, in order; "Part" in the Gemini API reference. Nothing is
 * fetched or decoded. Not thread-safe.
 */
public final class GeminiContent {
    private final PartList parts = new PartList();

    private GeminiContent() {}

    static RawJson of(Consumer<GeminiContent> turn) {
        GeminiContent content = new GeminiContent();
        turn.accept(content);
        return content.parts.toJson();
    }

    /** {@code {"text":...}}. */
    public GeminiContent text(String text) {
        return add(new MemberTree().set("text", text));
    }

    /**
     * A picture, PDF, sound or film by value: {@code {"inlineData":{"mimeType":...,"data":...}}}.
     *
     * @param mimeType such as {@code image/png} or {@code application/pdf}
     */
    public GeminiContent inlineData(String mimeType, String base64) {
        return add(new MemberTree()
                .set(List.of("inlineData", "mimeType"), JsonArguments.text(mimeType, "mimeType"))
                .set(List.of("inlineData", "data"), JsonArguments.text(base64, "base64")));
    }

    /**
     * A picture, PDF, sound or film by address, an uploaded file included: {@code {"fileData":{"mimeType":...,
     * "fileUri":...}}}.
     *
     * @param mimeType such as {@code image/png} or {@code application/pdf}
     */
    public GeminiContent fileData(String mimeType, String fileUri) {
        return add(new MemberTree()
                .set(List.of("fileData", "mimeType"), JsonArguments.text(mimeType, "mimeType"))
                .set(List.of("fileData", "fileUri"), JsonArguments.text(fileUri, "fileUri")));
    }

    /**
     * A tool call of an earlier answer: {@code {"functionCall":{"name":...,"args":...}}}. Newer models want the signature
     * back that it came with, see {@link #thoughtSignature}.
     *
     * @param args a JSON object
     */
    public GeminiContent functionCall(String name, RawJson args) {
        return add(call(new MemberTree(), name, args));
    }

    /** As {@link #functionCall(String, RawJson)}, with the arguments as JSON text. */
    public GeminiContent functionCall(String name, String args) {
        return functionCall(name, JsonArguments.object(args, "args of function " + name));
    }

    /** As {@link #functionCall(String, RawJson)}, for a call that came with an id. */
    public GeminiContent functionCall(String id, String name, RawJson args) {
        return add(call(new MemberTree().set(List.of("functionCall", "id"), JsonArguments.text(id, "id")), name, args));
    }

    private static MemberTree call(MemberTree part, String name, RawJson args) {
        return part.set(List.of("functionCall", "name"), JsonArguments.text(name, "name"))
                .set(List.of("functionCall", "args"), JsonArguments.object(args, "args of function " + name));
    }

    /**
     * What a function answered: {@code {"functionResponse":{"name":...,"response":...}}}.
     *
     * @param response a JSON object; the API suggests the members {@code output} and {@code error}
     */
    public GeminiContent functionResponse(String name, RawJson response) {
        return add(response(new MemberTree(), name, response));
    }

    /** As {@link #functionResponse(String, RawJson)}, with the answer as JSON text. */
    public GeminiContent functionResponse(String name, String response) {
        return functionResponse(name, JsonArguments.object(response, "response of function " + name));
    }

    /** As {@link #functionResponse(String, RawJson)}, for a call that came with an id. */
    public GeminiContent functionResponse(String id, String name, RawJson response) {
        return add(response(
                new MemberTree().set(List.of("functionResponse", "id"), JsonArguments.text(id, "id")), name, response));
    }

    private static MemberTree response(MemberTree part, String name, RawJson response) {
        return part.set(List.of("functionResponse", "name"), JsonArguments.text(name, "name"))
                .set(
                        List.of("functionResponse", "response"),
                        JsonArguments.object(response, "response of function " + name));
    }

    /** The signature that the part added last came with ("Thought signatures" in the Gemini documentation). */
    public GeminiContent thoughtSignature(String signature) {
        parts.mark("thoughtSignature", JsonArguments.text(signature, "signature"));
        return this;
    }

    /** Any other part, as it stands: one from an earlier answer goes back with every member it came with. */
    public GeminiContent part(RawJson part) {
        parts.add(part);
        return this;
    }

    private GeminiContent add(MemberTree part) {
        parts.add(part);
        return this;
    }
}
