package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.CacheMark;
import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.OutputFormat;
import io.modelrouter.chat.Param;
import io.modelrouter.core.dialect.EnforcedSchemas;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the settings that neither thinking nor tools depend on. */
final class ClaudeSettingsWriter {
    private static final String JSON_ONLY =
            "Answer with one JSON object and nothing else: no words around it and no code fence.";

    private static final String BY_SCHEMA =
            "Answer with JSON and nothing else, no words around it and no code fence, that fits this JSON Schema: ";
    private static final int LONGEST_USER = 256;

    private final ChatRequest request;
    private final Losses losses;
    private final ObjectNode body;

    ClaudeSettingsWriter(ChatRequest request, Losses losses, ObjectNode body) {
        this.request = request;
        this.losses = losses;
        this.body = body;
    }

    private boolean own() {
        return request.dialect() == Dialect.CLAUDE_MESSAGES;
    }

    /**
     * What the system prompt must say about the form of the answer; null for nothing. The vendor has no JSON mode, and
     * does not enforce every schema.
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
                && (own() || EnforcedSchemas.isEnforceable(ClaudeBlockWriter.tree(format.schema())));
    }

    void write() {
        writeFormat(losses.take(Param.OUTPUT_FORMAT));
        writeStops(losses.take(Param.STOP));
        writeUser(losses.take(Param.USER));
        writeTier(losses.take(Param.SERVICE_TIER));
        CacheMark cache = losses.take(Param.CACHE);
        if (cache != null) {
            writeCache(cache);
        }
        losses.takeWhatSaysNothing();
    }

    private void writeCache(CacheMark cache) {
        ClaudeBlockWriter.mark(body, cache);
        if (own() && cache.ttl() != null) {
            body.withObject("cache_control").put("ttl", cache.ttl());
        }
    }

    private void writeFormat(@Nullable OutputFormat format) {
        if (format == null || format.schema() == null || !isEnforced(format)) {
            return;
        }
        if (format.description() != null) {
            losses.hint(Param.OUTPUT_FORMAT, "its description is not said");
        }
        JsonNode schema = ClaudeBlockWriter.tree(format.schema());
        if (!own() && EnforcedSchemas.close(schema)) {
            losses.approximated(Param.OUTPUT_FORMAT, "the schema is rewritten to what the vendor enforces");
        }
        boolean older = own() && request.path(Param.OUTPUT_FORMAT).equals("output_format");
        ObjectNode written = older
                ? body.putObject("output_format")
                : body.withObject("output_config").putObject("format");
        written.put("type", "json_schema").set("schema", schema);
    }

    private void writeUser(@Nullable String user) {
        if (user == null) {
            return;
        }
        if (!own() && user.length() > LONGEST_USER) {
            losses.hint(Param.USER, "the vendor takes at most " + LONGEST_USER + " characters");
        } else {
            body.putObject("metadata").put("user_id", user);
        }
    }

    /** The vendor refuses sequences of white space alone. */
    private void writeStops(@Nullable List<String> stops) {
        if (stops == null) {
            return;
        }
        List<String> taken = new ArrayList<>(stops);
        if (!own() && taken.removeIf(String::isBlank)) {
            losses.semantic(Param.STOP, "the vendor takes no stop sequence of white space alone");
        }
        if (!taken.isEmpty()) {
            taken.forEach(body.putArray("stop_sequences")::add);
        }
    }

    private void writeTier(@Nullable String tier) {
        if (tier == null) {
            return;
        }
        switch (tier) {
            case "auto":
                body.put("service_tier", tier);
                break;
            case "default":
            case "standard_only":
                body.put("service_tier", "standard_only");
                break;
            default:
                if (own()) {
                    body.put("service_tier", tier);
                } else {
                    losses.hint(Param.SERVICE_TIER, "the vendor has no such tier");
                }
        }
    }
}
