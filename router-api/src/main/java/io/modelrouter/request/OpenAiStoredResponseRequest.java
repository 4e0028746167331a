package io.modelrouter.request;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request about an answer of OpenAI Responses that was made before: {@code GET /v1/responses/{id}} and its like. It calls
 * no model and holds nothing; it goes to the channel that made the answer. Immutable and thread-safe.
 */
public final class OpenAiStoredResponseRequest extends RouterRequest {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,256}");

    private final Action action;
    private final String id;
    private final @Nullable String query;
    private final String model;

    /** What is to be done with the answer. */
    public enum Action {
        RETRIEVE("GET"),
        DELETE("DELETE"),
        CANCEL("POST"),
        INPUT_ITEMS("GET");

        private final String method;

        Action(String method) {
            this.method = method;
        }

        /** The HTTP method. */
        public String method() {
            return method;
        }
    }

    private OpenAiStoredResponseRequest(
            Action action, String id, @Nullable String query, String model, Map<String, String> headers) {
        super(RawJson.object(Map.of()), headers);
        this.action = action;
        this.id = id;
        this.query = query;
        this.model = model;
    }

    /**
     * @param id of the answer
     * @param query as it was encoded, without {@code ?}; null for none
     * @param headers see {@link #headers()}
     * @throws InvalidRequestException if the id has a character that ids do not have
     */
    public static OpenAiStoredResponseRequest of(
            Action action, String id, @Nullable String query, Map<String, String> headers) {
        if (!isId(id)) {
            throw new InvalidRequestException("response_id", "an id has letters, digits, _ and - only, up to 256");
        }
        return new OpenAiStoredResponseRequest(
                action, id, query == null || query.isEmpty() ? null : query, "", headers);
    }

    /** Whether an answer of this id can be asked for: letters, digits, _ and -, up to 256. */
    public static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI_RESPONSES;
    }

    /** The path behind {@code responses/}, such as {@code resp_1/cancel}. */
    @Override
    public String operation() {
        switch (action) {
            case CANCEL, INPUT_ITEMS:
                return id + "/" + action.name().toLowerCase(Locale.ROOT);
            default:
                return id;
        }
    }

    public Action action() {
        return action;
    }

    /** Of the answer. */
    public String id() {
        return id;
    }

    /** As it was encoded, or null. */
    public @Nullable String query() {
        return query;
    }

    /** The model that the answer was asked of; empty until the router has found it. */
    @Override
    public String model() {
        return model;
    }

    /** Whether the answer is to be told as a stream again: {@code stream=true} in the query of a retrieval. */
    @Override
    public boolean stream() {
        return action == Action.RETRIEVE && query != null && ("&" + query + "&").contains("&stream=true&");
    }

    /** Nothing is written. */
    @Override
    public OptionalLong maxOutputTokens() {
        return OptionalLong.of(0);
    }

    @Override
    public int choices() {
        return 1;
    }

    @Override
    public OpenAiStoredResponseRequest withModel(String model) {
        return new OpenAiStoredResponseRequest(action, id, query, model, headers());
    }

    /** The same: the query says it. */
    @Override
    public OpenAiStoredResponseRequest withStream(boolean stream) {
        return this;
    }

    /**
     * There is no body.
     *
     * @throws IllegalArgumentException always
     */
    @Override
    public OpenAiStoredResponseRequest with(String path, RawJson value) {
        throw new IllegalArgumentException("a request about a stored answer has no body");
    }
}
