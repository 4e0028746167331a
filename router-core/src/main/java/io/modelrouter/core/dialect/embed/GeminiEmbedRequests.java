package io.modelrouter.core.dialect.embed;

import io.modelrouter.core.dialect.EmbeddingAsk;
import io.modelrouter.core.dialect.EmbeddingAsk.Input;
import io.modelrouter.core.dialect.EmbeddingAsk.Settings;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.request.GeminiEmbedRequest;
import io.modelrouter.wire.JsonEdit;
import io.modelrouter.wire.RawJson;
import io.modelrouter.wire.WireBody;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Requests of Gemini's two methods for embeddings, to and from neutral words. */
final class GeminiEmbedRequests {
    /**
     * The most entries of a batch: "BatchEmbedContentsRequest.requests: at most 100 requests can be in one batch"
     * (github.com/langchain-ai/langchainjs/issues/4491, and github.com/vercel/ai/pull/16575 of 2026-07).
     */
    private static final int MOST = 100;

    private static final Set<String> KNOWN = Set.of(
            "model", "content", "taskType", "task_type", "title", "outputDimensionality", "output_dimensionality");

    private GeminiEmbedRequests() {}

    static EmbeddingAsk read(GeminiEmbedRequest request) {
        boolean batch = !request.operation().isEmpty();
        List<RawJson> entries = request.requests();
        List<Input> inputs = new ArrayList<>();
        Set<String> leftovers = new LinkedHashSet<>();
        Set<String> told = new LinkedHashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            String prefix = batch ? "requests[" + i + "]." : "";
            RawJson entry = entries.get(i);
            inputs.add(input(entry, prefix));
            entry.members().forEach((name, value) -> {
                if (!KNOWN.contains(name) && !value.isNull() && told.add(name)) {
                    leftovers.add(prefix + name);
                }
            });
        }
        if (batch) {
            request.json().names().stream()
                    .filter(name -> !name.equals("requests") && !name.equals("model"))
                    .forEach(leftovers::add);
        }
        return new EmbeddingAsk(request.model(), inputs, List.copyOf(leftovers));
    }

    private static Input input(RawJson entry, String prefix) {
        List<RawJson> parts =
                entry.at("content", "parts").map(RawJson::elements).orElse(List.of());
        List<String> texts = new ArrayList<>();
        String foreign = null;
        for (int i = 0; i < parts.size(); i++) {
            String text = parts.get(i).get("text").flatMap(RawJson::asString).orElse(null);
            if (text != null) {
                texts.add(text);
            } else if (foreign == null) {
                foreign = prefix + "content.parts[" + i + "]";
            }
        }
        return new Input(
                prefix + "content.parts",
                String.join("\n", texts),
                null,
                texts.size() > 1,
                foreign,
                settings(entry, prefix));
    }

    private static Settings settings(RawJson entry, String prefix) {
        Integer dimensions = null;
        RawJson told = GeminiEmbedRequest.setting(entry, "outputDimensionality", "output_dimensionality")
                .orElse(null);
        if (told != null && told.asLong().isPresent()) {
            dimensions = (int) told.asLong().getAsLong();
        }
        return new Settings(
                dimensions,
                prefix + "outputDimensionality",
                task(entry),
                prefix + "taskType",
                entry.get("title").flatMap(RawJson::asString).orElse(null),
                prefix + "title");
    }

    private static @Nullable String task(RawJson entry) {
        return GeminiEmbedRequest.setting(entry, "taskType", "task_type")
                .flatMap(RawJson::asString)
                .filter(task -> !task.equals("TASK_TYPE_UNSPECIFIED"))
                .orElse(null);
    }

    /** Whether the host is Vertex, which takes one text at a time and has a place of its own for what is said of it. */
    static boolean isVertex(WriteTarget target) {
        return target.channelType().startsWith("vertex");
    }

    static WrittenRequest write(EmbeddingAsk ask, WriteTarget target) {
        return isVertex(target) ? forVertex(ask) : forGemini(ask, target);
    }

    /**
     * Settings in {@code embedContentConfig}, as Google's own SDKs write them for Vertex (google-genai for Java 1.70, 2026-11).
     */
    private static WrittenRequest forVertex(EmbeddingAsk ask) {
        EmbedLosses losses = new EmbedLosses(ask);
        List<RawJson> lines = new ArrayList<>();
        for (Input input : ask.inputs()) {
            Map<String, RawJson> line = new LinkedHashMap<>();
            line.put("content", content(input));
            Map<String, RawJson> settings = settings(input);
            if (!settings.isEmpty()) {
                line.put("embedContentConfig", RawJson.object(settings));
            }
            lines.add(RawJson.object(line));
        }
        return new WrittenRequest(WireBody.of(VertexPredictRequests.joined(lines)), Map.of(), losses.list());
    }

    private static RawJson content(Input input) {
        RawJson part = RawJson.object(Map.of("text", RawJson.of(input.text())));
        return RawJson.object(Map.of("parts", RawJson.array(List.of(part))));
    }

    private static Map<String, RawJson> settings(Input input) {
        Settings settings = input.settings();
        Map<String, RawJson> members = new LinkedHashMap<>();
        if (settings.task() != null) {
            members.put("taskType", RawJson.of(settings.task()));
        }
        if (settings.title() != null) {
            members.put("title", RawJson.of(settings.title()));
        }
        if (settings.dimensions() != null) {
            members.put("outputDimensionality", RawJson.of(settings.dimensions().longValue()));
        }
        return members;
    }

    private static WrittenRequest forGemini(EmbeddingAsk ask, WriteTarget target) {
        EmbedLosses losses = new EmbedLosses(ask);
        boolean batch = ask.inputs().size() > 1;
        if (ask.inputs().size() > MOST) {
            losses.semantic("input", "input", "a batch of Gemini's has at most " + MOST + " texts");
        }
        String model = target.model().contains("/") ? target.model() : "models/" + target.model();
        List<RawJson> entries = new ArrayList<>();
        for (Input input : ask.inputs()) {
            Map<String, RawJson> entry = new LinkedHashMap<>();
            if (batch) {
                entry.put("model", RawJson.of(model));
            }
            entry.put("content", content(input));
            entry.putAll(settings(input));
            entries.add(RawJson.object(entry));
        }
        RawJson body = batch ? RawJson.object(Map.of("requests", RawJson.array(entries))) : entries.get(0);
        return new WrittenRequest(WireBody.of(body.toBytes()), Map.of(), losses.list());
    }

    /** Puts the upstream's name of the model wherever the caller's body has one. */
    static void rename(RawJson json, String model, JsonEdit edit) {
        RawJson name = RawJson.of(model.contains("/") ? model : "models/" + model);
        if (json.get("model").isPresent()) {
            edit.set("model", name);
        }
        List<RawJson> entries = json.get("requests").map(RawJson::elements).orElse(List.of());
        if (entries.stream().anyMatch(entry -> entry.get("model").isPresent())) {
            edit.set(
                    "requests",
                    RawJson.array(entries.stream()
                            .map(entry -> entry.get("model").isPresent() ? entry.with("model", name) : entry)
                            .toList()));
        }
    }
}
