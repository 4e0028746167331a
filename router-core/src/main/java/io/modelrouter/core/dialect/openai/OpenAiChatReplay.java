package io.modelrouter.core.dialect.openai;

import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of reasoning that a client puts back into the history, where its own bytes are passed on. Clients name it as
 * the vendor did that they talked to before, and some vendors answer a name they do not know with 400.
 *
 * @param taken the name under which the vendor takes it; null where it takes none that another vendor may have made
 * @param refused names that must not be there
 */
record OpenAiChatReplay(@Nullable String taken, Set<String> refused) {
    private static final String CONTENT = "reasoning_content";
    private static final String REASONING = "reasoning";
    private static final String DETAILS = "reasoning_details";
    /** Text alone; the entries of {@code reasoning_details} are no text. */
    private static final List<String> TEXTS = List.of(CONTENT, REASONING);

    /** With both quotes: {@code reasoning_effort} is in many requests. */
    private static final List<byte[]> ANY = Stream.of(CONTENT, REASONING, DETAILS)
            .map(name -> ('"' + name + '"').getBytes(StandardCharsets.US_ASCII))
            .toList();

    /** Nothing is changed. */
    static final OpenAiChatReplay KEPT = new OpenAiChatReplay(null, Set.of());

    /** Said under {@code reasoning_content} where it is said under {@code reasoning} only. */
    static final OpenAiChatReplay AS_REASONING_CONTENT = new OpenAiChatReplay(CONTENT, Set.of());

    /** Said under {@code reasoning}, and nowhere else. */
    static final OpenAiChatReplay AS_REASONING = new OpenAiChatReplay(REASONING, Set.of(CONTENT, DETAILS));

    /** {@code reasoning} alone may stay. */
    static final OpenAiChatReplay ONLY_REASONING = new OpenAiChatReplay(null, Set.of(CONTENT, DETAILS));

    static final OpenAiChatReplay NONE = new OpenAiChatReplay(null, Set.of(CONTENT, REASONING, DETAILS));

    /** The request as this vendor takes it; the same object where nothing had to be done. */
    RawJson fit(RawJson request) {
        if (taken == null && refused.isEmpty() || !mayReplay(request)) {
            return request;
        }
        RawJson messages = request.get("messages").orElse(RawJson.ofNull());
        RawJson fitting = messages.withElements(this::message);
        return fitting.equals(messages) ? request : request.with("messages", fitting);
    }

    /** Whether the messages are worth a look. */
    static boolean mayReplay(RawJson request) {
        return ANY.stream().anyMatch(request::contains);
    }

    private RawJson message(RawJson message) {
        boolean said = message.get("role")
                .flatMap(RawJson::asString)
                .filter("assistant"::equals)
                .isPresent();
        String renamed = said ? renamed(message) : null;
        if (!said || renamed == null && refused.stream().noneMatch(name -> has(message, name))) {
            return message;
        }
        Map<String, RawJson> fitting = new LinkedHashMap<>();
        message.members().forEach((name, value) -> {
            if (name.equals(renamed)) {
                fitting.put(String.valueOf(taken), value);
            } else if (!refused.contains(name) && !(renamed != null && name.equals(taken))) {
                fitting.put(name, value);
            }
        });
        return RawJson.object(fitting);
    }

    /** The member that gets the name that is taken; null where that is said already, or nothing is. */
    private @Nullable String renamed(RawJson message) {
        if (taken == null || isText(message, taken)) {
            return null;
        }
        return TEXTS.stream()
                .filter(name -> !name.equals(taken) && isText(message, name))
                .findFirst()
                .orElse(null);
    }

    private static boolean isText(RawJson message, String name) {
        // Longer than its quotes: an empty text says nothing.
        return message.get(name)
                .filter(value -> value.kind() == RawJson.Kind.STRING && value.length() > 2)
                .isPresent();
    }

    private static boolean has(RawJson message, String name) {
        return message.get(name).isPresent();
    }
}
