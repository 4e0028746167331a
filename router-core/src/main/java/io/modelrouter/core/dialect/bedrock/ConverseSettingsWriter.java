package io.modelrouter.core.dialect.bedrock;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.OutputFormat;
import io.modelrouter.chat.Param;
import io.modelrouter.core.dialect.EnforcedSchemas;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the settings that neither thinking nor tools depend on. */
final class ConverseSettingsWriter {
    private static final String JSON_ONLY =
            "Answer with one JSON object and nothing else: no words around it and no code fence.";

    private static final String BY_SCHEMA =
            "Answer with JSON and nothing else, no words around it and no code fence, that fits this JSON Schema: ";

    /** What the vendor wants a schema to be called where the caller gave it no name it takes. */
    private static final String SCHEMA_NAME = "response";

    /**
     * Members of Converse's own that no client dialect has a word for. A caller who knows that its channel is Bedrock may
     * write them into its request; what the operator sets in the channel's overrides goes over them.
     */
    private static final List<String> OWN_MEMBERS = List.of(
            "guardrailConfig",
            "performanceConfig",
            "requestMetadata",
            "additionalModelRequestFields",
            "additionalModelResponseFieldPaths",
            "serviceTier");

    private final ChatRequest request;
    private final Losses losses;
    private final ConverseModel model;
    private final ObjectNode body;

    ConverseSettingsWriter(ChatRequest request, Losses losses, ConverseModel model, ObjectNode body) {
        this.request = request;
        this.losses = losses;
        this.model = model;
        this.body = body;
    }

    /**
     * What the system prompt must say about the form of the answer; null for nothing. The vendor has no JSON mode, and does
     * not enforce every schema with every model.
     */
    @Nullable
    String formatInstruction() {
        OutputFormat format = request.get(Param.OUTPUT_FORMAT);
        if (format == null || format.kind() == OutputFormat.Kind.TEXT || isEnforced(format)) {
            return null;
        }
        losses.approximated(Param.OUTPUT_FORMAT, "JSON is asked for in the system prompt");
        return format.schema() == null ? JSON_ONLY : BY_SCHEMA + format.schema();
    }

    private boolean isEnforced(OutputFormat format) {
        return format.kind() == OutputFormat.Kind.SCHEMA
                && format.schema() != null
                && model.enforcesSchemas()
                && EnforcedSchemas.isEnforceable(tree(format.schema()));
    }

    private static JsonNode tree(RawJson json) {
        return Objects.requireNonNull(JsonTree.read(json.toBytes()));
    }

    void write(ObjectNode inference) {
        writeFormat(losses.take(Param.OUTPUT_FORMAT));
        writeStops(losses.take(Param.STOP), inference);
        writeTier(losses.take(Param.SERVICE_TIER));
        losses.takeWhatSaysNothing();
    }

    /** The members that are the vendor's own words already; an object grows by what was written before. */
    void writeOwnMembers() {
        for (String name : OWN_MEMBERS) {
            RawJson own = losses.takeExtra(name);
            if (own == null) {
                continue;
            }
            if (tree(own) instanceof ObjectNode members && body.get(name) instanceof ObjectNode known) {
                known.setAll(members);
            } else {
                body.set(name, tree(own));
            }
        }
    }

    private void writeFormat(@Nullable OutputFormat format) {
        if (format == null || format.schema() == null || !isEnforced(format)) {
            return;
        }
        JsonNode schema = tree(format.schema());
        if (EnforcedSchemas.close(schema)) {
            losses.approximated(Param.OUTPUT_FORMAT, "the schema is rewritten to what the vendor enforces");
        }
        ObjectNode textFormat = body.putObject("outputConfig").putObject("textFormat");
        ObjectNode written = textFormat
                .put("type", "json_schema")
                .putObject("structure")
                .putObject("jsonSchema")
                // A text, not an object: pydantic-test-bedrock-native-output-minimax-0-17574361.
                .put("schema", new String(JsonTree.bytes(schema), StandardCharsets.UTF_8))
                .put("name", name(format.name()));
        if (format.description() != null && !format.description().isBlank()) {
            written.put("description", format.description());
        }
    }

    private static String name(@Nullable String name) {
        String fitting = name == null ? "" : name.replaceAll("[^a-zA-Z0-9_-]", "_");
        return fitting.isEmpty() ? SCHEMA_NAME : fitting.substring(0, Math.min(fitting.length(), 64));
    }

    /** No model takes an empty sequence, and Claude none of white space alone. */
    private void writeStops(@Nullable List<String> stops, ObjectNode inference) {
        if (stops == null) {
            return;
        }
        List<String> taken = new ArrayList<>(stops);
        if (taken.removeIf(stop -> model.isClaude() ? stop.isBlank() : stop.isEmpty())) {
            losses.semantic(Param.STOP, "the vendor takes no stop sequence of white space alone");
        }
        if (!taken.isEmpty()) {
            taken.forEach(inference.putArray("stopSequences")::add);
        }
    }

    private void writeTier(@Nullable String tier) {
        if (tier == null || tier.equals("auto") || tier.equals("default") || tier.equals("standard_only")) {
            return; // what happens anyway
        }
        if (tier.equals("priority") || tier.equals("flex")) {
            body.putObject("serviceTier").put("type", tier);
        } else {
            losses.hint(Param.SERVICE_TIER, "the vendor has no such tier");
        }
    }
}
