package io.modelrouter.core.dialect;

import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.JsonEdit;
import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request of OpenAI's chats or completions as an upstream of the same dialect shall see it. */
public final class OpenAiUpstreamBody {
    private OpenAiUpstreamBody() {}

    /**
     * @param body the request's, or what was made of it for the upstream
     * @param stream whether to ask for a streamed answer
     * @param streamOptions whether the upstream takes {@code stream_options} at all
     */
    public static UpstreamBody of(
            RouterRequest request,
            RawJson body,
            String upstreamModel,
            boolean stream,
            boolean streamOptions,
            Map<String, RawJson> overrides) {
        RawJson json = body;
        if ((!stream && request.stream() || !streamOptions)
                && json.get("stream_options").isPresent()) {
            // OpenAI refuses stream_options without a stream, Mistral always.
            json = json.without("stream_options");
        }
        JsonEdit edit = json.edit();
        if (!request.model().equals(upstreamModel)) {
            edit.set("model", RawJson.of(upstreamModel));
        }
        if (request.stream() != stream) {
            edit.set("stream", RawJson.of(stream));
        }
        boolean withhold = stream && streamOptions && askForUsage(json, edit);
        Overrides.set(json, edit, overrides);
        return new UpstreamBody(edit.toBody(), withhold);
    }

    /** Asks for the usage chunk (R1.15) unless the caller has; whether it had to. */
    private static boolean askForUsage(RawJson json, JsonEdit edit) {
        Optional<RawJson> options = json.get("stream_options").filter(value -> !value.isNull());
        if (options.isPresent() && options.get().kind() != RawJson.Kind.OBJECT) {
            // Not ours to mend; the upstream will say what is wrong with it.
            return false;
        }
        boolean asked = options.flatMap(value -> value.get("include_usage"))
                .flatMap(RawJson::asBoolean)
                .orElse(false);
        if (!asked) {
            edit.set(List.of("stream_options", "include_usage"), RawJson.of(true));
        }
        return !asked;
    }
}
