package io.modelrouter.core.pipeline;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.provider.HttpHeaders;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of calls with an idempotency key: what they asked, and the whole answers that were charged, to give
 * them again. Bounded by bytes and time; whoever is not found here is still told apart by the ledger. Thread-safe.
 */
final class IdempotentAnswers {
    /** About what an entry takes beside its answer. */
    private static final int ENTRY = 500;

    private final @Nullable Cache<String, Kept> calls;

    /**
     * A call that was made.
     *
     * @param request hash of what it asked
     * @param callId its id
     * @param answer what was answered; null while it runs, and where that is not kept
     * @param open whether an answer may come yet
     */
    record Kept(String request, String callId, @Nullable Answer answer, boolean open) {}

    /**
     * A whole answer.
     *
     * @param headers as they were sent
     * @param body as it was sent
     */
    record Answer(HttpHeaders headers, byte[] body) {

        /** Its headers once more, with the id of the call that is answered by it. */
        HttpHeaders headersAgain(String requestId) {
            HttpHeaders.Builder again = HttpHeaders.builder();
            headers.forEach((name, value) ->
                    again.add(name, name.equals("x-request-id") || name.equals("request-id") ? requestId : value));
            return again.add("idempotent-replayed", "true").build();
        }
    }

    /**
     * @param maxBytes of all answers together; 0 keeps none
     * @param keep how long after the call
     */
    IdempotentAnswers(long maxBytes, Duration keep, LongSupplier nanos) {
        calls = maxBytes <= 0
                ? null
                : Caffeine.newBuilder()
                        .maximumWeight(maxBytes)
                        .weigher((String key, Kept kept) -> ENTRY + (kept.answer == null ? 0 : kept.answer.body.length))
                        .expireAfterWrite(keep)
                        .ticker(nanos::getAsLong)
                        .executor(Runnable::run)
                        .build();
    }

    /**
     * What is known of an earlier call with the key; null if nothing is.
     *
     * @throws RouterException IDEMPOTENCY_KEY_REUSED if it asked for something else
     */
    @Nullable
    Kept find(IdempotencyKey key) {
        Kept kept = calls == null ? null : calls.getIfPresent(key.hash());
        if (kept != null && !kept.request.equals(key.request())) {
            throw RouterException.of(
                            RouterErrorCode.IDEMPOTENCY_KEY_REUSED,
                            "another request was made with this Idempotency-Key; take a new key for a new request")
                    .build();
        }
        return kept;
    }

    /** A call with the key has its hold. */
    void began(IdempotencyKey key, String callId) {
        if (calls != null) {
            calls.put(key.hash(), new Kept(key.request(), callId, null, true));
        }
    }

    /** It was answered, and charged. */
    void answered(IdempotencyKey key, String callId, Answer answer) {
        if (calls != null) {
            calls.put(key.hash(), new Kept(key.request(), callId, answer, false));
        }
    }

    /** Whether a call with the key works on its answer still, though it may have been charged already. */
    boolean isOpen(IdempotencyKey key) {
        Kept kept = calls == null ? null : calls.getIfPresent(key.hash());
        return kept != null && kept.open;
    }

    /** No answer of the call's will come any more. */
    void over(IdempotencyKey key, String callId) {
        if (calls != null) {
            calls.asMap()
                    .computeIfPresent(
                            key.hash(),
                            (hash, kept) -> kept.callId.equals(callId) && kept.open
                                    ? new Kept(kept.request, callId, kept.answer, false)
                                    : kept);
        }
    }

    /** Nothing was charged for it, so the key is free for any request. */
    void released(IdempotencyKey key, String callId) {
        if (calls != null) {
            calls.asMap().computeIfPresent(key.hash(), (hash, kept) -> kept.callId.equals(callId) ? null : kept);
        }
    }
}
