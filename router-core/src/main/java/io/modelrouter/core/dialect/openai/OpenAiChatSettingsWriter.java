package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.OutputFormat;
import io.modelrouter.chat.Param;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the settings beside messages and tools. */
final class OpenAiChatSettingsWriter {
    /** OpenAI refuses longer names of users and caches with 400. */
    private static final int LONGEST_NAME = 64;
    /** OpenAI's API reference, {@code stop}. */
    private static final int MOST_STOPS = 4;

    private static final Set<String> TIERS = Set.of("auto", "default", "flex", "priority", "scale");

    private final ChatRequest request;
    private final OpenAiChatChannel channel;
    private final Losses losses;
    private final boolean own;

    OpenAiChatSettingsWriter(ChatRequest request, OpenAiChatChannel channel, Losses losses) {
        this.request = request;
        this.channel = channel;
        this.losses = losses;
        this.own = request.dialect() == Dialect.OPENAI_CHAT;
    }

    void write(ObjectNode body) {
        maxTokens(body);
        put(body, "temperature", losses.take(Param.TEMPERATURE));
        put(body, "top_p", losses.take(Param.TOP_P));
        if (own) {
            put(body, "top_k", losses.take(Param.TOP_K));
        }
        put(body, "frequency_penalty", taken(Param.FREQUENCY_PENALTY, "frequency_penalty"));
        put(body, "presence_penalty", taken(Param.PRESENCE_PENALTY, "presence_penalty"));
        put(body, seed(), losses.take(Param.SEED));
        stop(body);
        choices(body);
        Boolean logprobs = taken(Param.LOGPROBS, "logprobs");
        if (logprobs != null && own) {
            body.put("logprobs", logprobs);
        } else if (Boolean.TRUE.equals(logprobs)) {
            losses.semantic(Param.LOGPROBS, "a translated answer has no probabilities of tokens");
        }
        Long alternatives = taken(Param.TOP_LOGPROBS, "top_logprobs");
        if (own) {
            put(body, "top_logprobs", alternatives);
        }
        raw(body, "logit_bias", taken(Param.LOGIT_BIAS, "logit_bias"));
        format(body);
        new OpenAiChatThinkingWriter(request, channel, losses).write(body);
        text(body, Param.VERBOSITY, "verbosity");
        identity(body);
        if (own && has(Param.CACHE)) {
            ObjectNode mark = body.putObject("cache_control").put("type", "ephemeral");
            var cache = losses.take(Param.CACHE);
            if (cache != null && cache.ttl() != null) {
                mark.put("ttl", cache.ttl());
            }
        }
        modalities(body);
    }

    private boolean has(Param<?> param) {
        return request.has(param);
    }

    /** The value, unless the vendor refuses the member. */
    private <T> @Nullable T taken(Param<T> param, String member) {
        T value = losses.take(param);
        if (value != null && !channel.takes(member)) {
            losses.hint(param, "is refused by this vendor");
            return null;
        }
        return value;
    }

    private String seed() {
        String name = channel.quirks().seed();
        return name.equals("seed") && own && has(Param.SEED) ? request.path(Param.SEED) : name;
    }

    private void choices(ObjectNode body) {
        Long choices = losses.take(Param.CHOICES);
        if (choices != null && choices > 1 && !channel.takes("n")) {
            losses.semantic(Param.CHOICES, "the vendor gives one answer");
        } else if (own || (choices != null && choices > 1)) {
            put(body, "n", choices);
        }
    }

    private void maxTokens(ObjectNode body) {
        Long tokens = losses.take(Param.MAX_OUTPUT_TOKENS);
        boolean asWritten = own && channel.isComplete() && tokens != null;
        put(body, asWritten ? request.path(Param.MAX_OUTPUT_TOKENS) : channel.maxTokens(), tokens);
    }

    private void stop(ObjectNode body) {
        List<String> stops = losses.take(Param.STOP);
        if (stops == null) {
            return;
        }
        if (!own && channel.isComplete() && stops.size() > MOST_STOPS) {
            losses.semantic(Param.STOP, "no more than 4 can be said");
            return;
        }
        ArrayNode list = body.putArray("stop");
        stops.forEach(list::add);
    }

    private void format(ObjectNode body) {
        OutputFormat format = losses.take(Param.OUTPUT_FORMAT);
        if (format == null || (!own && format.kind() == OutputFormat.Kind.TEXT)) {
            return;
        }
        if (!own && format.kind() == OutputFormat.Kind.JSON) {
            askForJson(body);
        }
        ObjectNode written = body.putObject("response_format");
        RawJson schema = format.schema();
        if (format.kind() != OutputFormat.Kind.SCHEMA || schema == null) {
            written.put("type", format.kind() == OutputFormat.Kind.TEXT ? "text" : "json_object");
            return;
        }
        ObjectNode told = written.put("type", "json_schema").putObject("json_schema");
        told.put("name", format.name() == null ? "response" : format.name());
        if (format.description() != null) {
            told.put("description", format.description());
        }
        told.set("schema", JsonTree.read(schema.toBytes()));
        boolean foreign = request.dialect().family() != Dialect.Family.OPENAI;
        if (foreign && Boolean.TRUE.equals(format.strict()) && !OpenAiChatStrictSchema.fits(told.path("schema"))) {
            losses.approximated(Param.OUTPUT_FORMAT, "the schema is followed, but not strictly");
        } else if (format.strict() != null) {
            told.put("strict", format.strict());
        }
    }

    /** OpenAI refuses JSON mode where no message has the word in it (API reference, response_format). */
    private void askForJson(ObjectNode body) {
        ArrayNode messages = body.withArrayProperty("messages");
        boolean asked = messages.valueStream()
                .anyMatch(message -> message.path("content")
                        .toString()
                        .toLowerCase(Locale.ROOT)
                        .contains("json"));
        if (!asked) {
            messages.insertObject(0).put("role", "system").put("content", "Answer in JSON.");
            losses.approximated(Param.OUTPUT_FORMAT, "JSON mode needs the word JSON in a message, which is added");
        }
    }

    /** Who asks, and how the vendor shall account for it. */
    private void identity(ObjectNode body) {
        String user = losses.take(Param.USER);
        String userMember = own && user != null ? request.path(Param.USER) : "user";
        if (user != null && !own && !channel.isComplete()) {
            losses.hint(Param.USER, "is refused by some imitators");
        } else if (user != null && !own && user.length() > LONGEST_NAME) {
            losses.hint(Param.USER, "is longer than 64 characters");
        } else if (user != null && !channel.takes(userMember)) {
            losses.hint(Param.USER, "is OpenAI's own");
        } else {
            put(body, userMember, user);
        }
        Boolean store = losses.take(Param.STORE);
        RawJson metadata = losses.take(Param.METADATA);
        if (metadata != null && !own && !Boolean.TRUE.equals(store)) {
            losses.hint(Param.METADATA, "OpenAI takes it only with answers it stores");
        } else if (metadata != null && !channel.takes("metadata")) {
            losses.hint(Param.METADATA, "is OpenAI's own");
        } else {
            raw(body, "metadata", metadata);
        }
        if (store != null && !channel.takes("store")) {
            losses.hint(Param.STORE, "is OpenAI's own");
        } else if (store != null) {
            body.put("store", store);
        }
        String tier = request.get(Param.SERVICE_TIER);
        if (tier != null && !own && !TIERS.contains(tier)) {
            losses.take(Param.SERVICE_TIER);
            losses.hint(Param.SERVICE_TIER, "is no tier of OpenAI's");
        } else {
            text(body, Param.SERVICE_TIER, "service_tier");
        }
        text(body, Param.PROMPT_CACHE_KEY, "prompt_cache_key");
    }

    private void modalities(ObjectNode body) {
        List<String> modalities = losses.take(Param.MODALITIES);
        if (modalities == null) {
            return;
        }
        boolean textOnly = modalities.equals(List.of("text"));
        if (own && (channel.takes("modalities") || modalities.contains("image"))) {
            // Imitators that paint are asked so (openrouter.ai, image generation).
            ArrayNode list = body.putArray("modalities");
            modalities.forEach(list::add);
        } else if (!textOnly) {
            losses.semantic(Param.MODALITIES, "the channel is asked for text only");
        }
    }

    private void text(ObjectNode body, Param<String> param, String member) {
        String value = losses.take(param);
        if (value != null && !channel.takes(member)) {
            losses.hint(param, "is OpenAI's own");
        } else {
            put(body, member, value);
        }
    }

    private static void put(ObjectNode body, String member, @Nullable String value) {
        if (value != null) {
            body.put(member, value);
        }
    }

    private static void put(ObjectNode body, String member, @Nullable Long value) {
        if (value != null) {
            body.put(member, value);
        }
    }

    private static void put(ObjectNode body, String member, @Nullable BigDecimal value) {
        if (value != null) {
            body.set(member, JsonNodeFactory.instance.numberNode(value));
        }
    }

    private static void raw(ObjectNode body, String member, @Nullable RawJson value) {
        if (value != null) {
            body.set(member, JsonTree.read(value.toBytes()));
        }
    }
}
