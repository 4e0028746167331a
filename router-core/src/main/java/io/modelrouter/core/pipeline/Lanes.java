package io.modelrouter.core.pipeline;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
import io.modelrouter.core.dialect.Dialects;
import io.modelrouter.core.dialect.Overrides;
import io.modelrouter.core.dialect.UpstreamBody;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.core.lane.CloudHosts;
import io.modelrouter.core.lane.Translation;
import io.modelrouter.core.route.Candidate;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.OpenAiStoredResponseRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.Task;
import io.modelrouter.wire.WireBody;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the lane for each attempt. The caller's own bytes are sent where the channel speaks the caller's dialect, with two
 * exceptions that need the neutral model even there: signatures of another vendor stand in the request, or it refers to
 * answers that the channel did not make. Thread-safe; translating costs only the attempts that need it.
 */
final class Lanes {
    private final Dialects dialects;
    private final ResponseMemory memory;
    private final EmbeddingLanes embeddings;

    Lanes(Dialects dialects, ResponseMemory memory) {
        this.dialects = dialects;
        this.memory = memory;
        this.embeddings = new EmbeddingLanes(dialects);
    }

    /**
     * @throws LaneRefusedException if the candidate's dialects cannot say what the request means
     */
    Lane choose(CallSession session, Candidate candidate) throws LaneRefusedException {
        RouterRequest request = session.request;
        if (request instanceof OpenAiStoredResponseRequest) {
            WireBody nothing = WireBody.of("{}".getBytes(StandardCharsets.US_ASCII));
            return new Lane(candidate, nothing, request.headers(), false, null, request.operation());
        }
        boolean handedOn = isOnlyHandedOn(request);
        boolean own = !candidate.translated() && CloudHosts.has(candidate.channel(), request);
        if (own && (handedOn || passesThrough(session, candidate))) {
            UpstreamBody body = dialects.client(candidate.dialect())
                    .upstreamBody(
                            request,
                            target(session, candidate),
                            candidate.channel().overrides());
            return new Lane(
                    candidate,
                    CloudHosts.fit(candidate.channel(), candidate.dialect(), body.body(), request.headers()),
                    request.headers(),
                    body.withholdUsage(),
                    null,
                    request.operation());
        }
        if (request.dialect().task() == Task.EMBEDDING) {
            return embeddings.choose(request, candidate);
        }
        if (handedOn) {
            throw new LaneRefusedException(RouterException.of(
                            RouterErrorCode.NOT_TRANSLATABLE,
                            "no channel that serves '" + request.model()
                                    + "' has this endpoint, and it has no counterpart in " + candidate.dialect())
                    .build());
        }
        if (BackgroundRuns.isAsked(request)) {
            // Nobody could fetch the answer: the upstream knows it, and the router has to translate it.
            throw new LaneRefusedException(RouterException.of(
                            RouterErrorCode.NOT_TRANSLATABLE,
                            "'background' cannot be carried to the channels that serve '" + request.model()
                                    + "', because the request or its answer has to be translated")
                    .param("background")
                    .build());
        }
        ChatRequest neutral = neutral(session);
        RouterException refusal = null;
        for (Dialect dialect : candidate.dialects()) {
            WriteTarget target = target(session, candidate);
            WrittenRequest written = dialects.chatOfChannels(dialect).writeRequest(neutral, target);
            if (written.isUsable()) {
                Map<String, String> headers = headers(request, dialect, written);
                WireBody body =
                        Overrides.apply(written.body(), candidate.channel().overrides());
                return new Lane(
                        candidate.speaking(dialect),
                        CloudHosts.fit(candidate.channel(), dialect, body, headers),
                        headers,
                        false,
                        new Translation(neutral, written.losses()));
            }
            if (refusal == null) {
                refusal = refusal(written, request, dialect);
            }
        }
        throw new LaneRefusedException(java.util.Objects.requireNonNull(refusal));
    }

    private static WriteTarget target(CallSession session, Candidate candidate) {
        return new WriteTarget(
                candidate.upstreamModel(), session.stream, candidate.channel().type());
    }

    /** Whether no other dialect has anything like it. */
    private static boolean isOnlyHandedOn(RouterRequest request) {
        switch (request.dialect().task()) {
            case MODERATION, IMAGE, AUDIO, RERANK:
                return true;
            default:
                return request.dialect() == Dialect.OPENAI_RESPONSES
                        && !request.operation().isEmpty();
        }
    }

    /** Whether the caller's own bytes mean the same to a channel of the caller's dialect. */
    boolean passesThrough(CallSession session, Candidate candidate) {
        return !session.holdsSealed()
                && memory.isKnownTo(candidate.channel().name(), session.request, session.token.name());
    }

    ChatRequest neutral(CallSession session) throws LaneRefusedException {
        @Nullable ChatRequest known = session.neutral;
        if (known == null) {
            try {
                known = dialects.chat(session.request.dialect())
                        .readRequest(session.request, memory.of(session.token.name()));
            } catch (RouterException e) {
                throw new LaneRefusedException(e);
            }
            session.neutral = known;
        }
        return known;
    }

    static Map<String, String> headers(RouterRequest request, Dialect dialect, WrittenRequest written) {
        if (request.dialect() != dialect) {
            return written.headers();
        }
        Map<String, String> headers = new HashMap<>(request.headers());
        // Features are declared in lists; the caller's and the writer's both count.
        written.headers().forEach((name, value) -> headers.merge(name, value, (theirs, ours) -> theirs + "," + ours));
        return headers;
    }

    static RouterException refusal(WrittenRequest written, RouterRequest request, Dialect dialect) {
        Loss loss = written.losses().stream()
                .filter(lost -> lost.severity() == Loss.Severity.SEMANTIC)
                .findFirst()
                .orElseThrow();
        return RouterException.of(
                        RouterErrorCode.NOT_TRANSLATABLE,
                        "'" + loss.field() + "' cannot be carried to the channels that serve '" + request.model()
                                + "', which speak " + dialect + ": " + loss.reason())
                .param(loss.field())
                .build();
    }
}
