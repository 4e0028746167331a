package io.modelrouter.core.pipeline;

import io.modelrouter.TokenCount;
import io.modelrouter.chat.ChatRequest;
import io.modelrouter.core.dialect.Dialects;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.core.lane.CloudCounts;
import io.modelrouter.core.lane.Translation;
import io.modelrouter.core.route.Candidate;
import io.modelrouter.core.tokens.PromptTokens;
import io.modelrouter.request.InvalidRequestException;
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.request.TokenCountRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import io.modelrouter.wire.WireBody;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a prompt goes to an upstream that counts it, and how the number comes back to its caller. */
final class CountLanes {
    private final Dialects dialects;
    private final Lanes lanes;

    CountLanes(Dialects dialects, Lanes lanes) {
        this.dialects = dialects;
        this.lanes = lanes;
    }

    /**
     * @param candidate with the dialect chosen
     * @throws LaneRefusedException if the dialect cannot say what the prompt means
     */
    Lane choose(CallSession session, TokenCountRequest request, Candidate candidate) throws LaneRefusedException {
        Dialect dialect = candidate.dialect();
        String model = candidate.upstreamModel();
        String type = candidate.channel().type();
        if (dialect == request.dialect() && lanes.passesThrough(session, candidate)) {
            Map<String, String> headers = request.prompt().headers();
            WireBody own = CountBodies.own(request, model, type);
            return new Lane(
                    candidate, CloudCounts.fit(candidate.channel(), dialect, own, headers), headers, false, null);
        }
        ChatRequest neutral = lanes.neutral(session);
        WrittenRequest written = dialects.chatOfChannels(dialect).writeRequest(neutral, new WriteTarget(model, false, type));
        if (!written.isUsable()) {
            throw new LaneRefusedException(Lanes.refusal(written, request.prompt(), dialect));
        }
        RawJson chat = RawJson.parse(written.body().toBytes());
        Map<String, String> headers = Lanes.headers(request.prompt(), dialect, written);
        WireBody body = CountBodies.ofChat(dialect, chat, model, type);
        return new Lane(
                candidate,
                CloudCounts.fit(candidate.channel(), dialect, body, headers),
                headers,
                false,
                new Translation(neutral, written.losses()));
    }

    /** What an upstream told, for the caller. */
    TokenCount answer(CallSession session, Lane lane, CountAttempt.Counted counted, int attempts) {
        Candidate candidate = lane.candidate();
        Dialect own = session.request.dialect();
        boolean sameBytes = candidate.dialect() == own && !CloudCounts.isWrapped(candidate.channel());
        long tokens = counted.told().tokens();
        String channel = candidate.channel().name();
        return new TokenCount(
                tokens,
                TokenCount.Source.UPSTREAM,
                candidate.upstreamModel(),
                channel,
                sameBytes ? counted.told().body() : CountAnswers.write(own, tokens),
                WireHeaders.ofCount(
                        session, channel, candidate.model(), attempts, sameBytes ? counted.headers() : null));
    }

    /** What the router counts itself. */
    TokenCount estimate(CallSession session, String model) {
        long tokens = PromptTokens.exact(whole(session, model), model);
        return new TokenCount(
                tokens,
                TokenCount.Source.ESTIMATED,
                model,
                null,
                CountAnswers.write(session.request.dialect(), tokens),
                WireHeaders.ofEstimate(session));
    }

    /** With the conversation before it, where the request refers to one that the router remembers. */
    private RouterRequest whole(CallSession session, String model) {
        RouterRequest request = session.request;
        boolean refers = request.dialect() == Dialect.OPENAI_RESPONSES
                && request.get("previous_response_id")
                        .filter(value -> !value.isNull())
                        .isPresent();
        RawJson written = refers ? written(session, model) : null;
        try {
            return written == null ? request : OpenAiResponsesRequest.parse(written, Map.of());
        } catch (InvalidRequestException e) {
            return request;
        }
    }

    private @Nullable RawJson written(CallSession session, String model) {
        try {
            WrittenRequest written = dialects.chat(Dialect.OPENAI_RESPONSES)
                    .writeRequest(lanes.neutral(session), new WriteTarget(model, false, "openai"));
            return RawJson.parse(written.body().toBytes());
        } catch (LaneRefusedException e) {
            return null;
        }
    }
}
