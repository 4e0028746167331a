package io.modelrouter.core.route;

import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What calls of one session have in common: what the caller calls it, else how its dialect names the user or the cache, else
 * the text that a conversation begins with. Only a hash is kept.
 *
 * @param hash the same for all calls of a session
 * @param guessed whether it is the beginning of the conversation alone
 */
public record SessionKey(long hash, boolean guessed) {
    /** What is looked at of each text that a conversation begins with. */
    private static final int MOST_CHARS = 16 * 1024;

    /**
     * @param told what the caller calls its session, or null
     */
    public static Optional<SessionKey> of(RouterRequest request, @Nullable String told) {
        Optional<String> named = Optional.ofNullable(told).or(() -> named(request));
        if (named.isPresent()) {
            return Optional.of(new SessionKey(Hash64.of(named.get()), false));
        }
        Beginning beginning = new Beginning();
        beginning.read(request);
        return beginning.anything ? Optional.of(new SessionKey(Hash64.mix(beginning.hash), true)) : Optional.empty();
    }

    private static Optional<String> named(RouterRequest request) {
        RawJson json = request.json();
        Optional<String> name;
        switch (request.dialect().family()) {
            case CLAUDE:
                name = json.at("metadata", "user_id").flatMap(RawJson::asString);
                break;
            case OPENAI:
                name = text(json, "prompt_cache_key").or(() -> text(json, "user"));
                break;
            default:
                return Optional.empty();
        }
        return name.filter(text -> !text.isEmpty());
    }

    private static Optional<String> text(RawJson json, String name) {
        return json.get(name).flatMap(RawJson::asString).filter(text -> !text.isEmpty());
    }

    /** The system prompt and the first message of the user's. Texts alone: cache marks move from turn to turn. */
    private static final class Beginning {
        private long hash = Hash64.start();
        private boolean anything;

        void read(RouterRequest request) {
            RawJson json = request.json();
            if (request.dialect() == Dialect.GEMINI_GENERATE) {
                json.at("systemInstruction", "parts").ifPresent(this::texts);
                json.at("system_instruction", "parts").ifPresent(this::texts);
                turns(json.get("contents"), "parts");
                return;
            }
            json.get("system").ifPresent(this::texts);
            json.get("instructions").ifPresent(this::texts);
            turns(json.get("messages"), "content");
            turns(json.get("input"), "content");
        }

        private void turns(Optional<RawJson> turns, String content) {
            if (turns.isEmpty()) {
                return;
            }
            if (turns.get().kind() != RawJson.Kind.ARRAY) {
                texts(turns.get());
                return;
            }
            for (RawJson turn : turns.get().elements()) {
                turn.get(content).ifPresent(this::texts);
                String role = turn.get("role").flatMap(RawJson::asString).orElse("user");
                if (role.equals("user")) {
                    return;
                }
            }
        }

        private void texts(RawJson content) {
            Optional<String> text = content.asString();
            if (text.isPresent()) {
                add(text.get());
                return;
            }
            List<RawJson> parts = content.kind() == RawJson.Kind.ARRAY ? content.elements() : List.of();
            for (RawJson part : parts) {
                Optional<String> said = part.kind() == RawJson.Kind.OBJECT
                        ? part.get("text").flatMap(RawJson::asString)
                        : part.asString();
                said.ifPresent(this::add);
            }
        }

        private void add(String text) {
            anything = true;
            hash = Hash64.more(hash, text.length() > MOST_CHARS ? text.substring(0, MOST_CHARS) : text);
        }
    }
}
