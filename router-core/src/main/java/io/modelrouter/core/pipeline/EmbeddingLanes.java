package io.modelrouter.core.pipeline;

import io.modelrouter.core.dialect.Dialects;
import io.modelrouter.core.dialect.EmbeddingAsk;
import io.modelrouter.core.dialect.EmbeddingChannelCodec;
import io.modelrouter.core.dialect.Overrides;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.core.lane.Translation;
import io.modelrouter.core.route.Candidate;
import io.modelrouter.core.tokens.TokenTexts;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.GeminiEmbedRequest;
import io.modelrouter.request.OpenAiEmbeddingsRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import io.modelrouter.wire.WireBody;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Carries a request for embeddings to a channel of another dialect. Thread-safe. */
final class EmbeddingLanes {
    private final Dialects dialects;

    EmbeddingLanes(Dialects dialects) {
        this.dialects = dialects;
    }

    /** How many vectors a request asks for; negative where it is none for embeddings. */
    static int inputs(RouterRequest request) {
        if (request instanceof OpenAiEmbeddingsRequest openAi) {
            return openAi.inputCount();
        }
        return request instanceof GeminiEmbedRequest gemini ? gemini.inputCount() : -1;
    }

    /**
     * @throws LaneRefusedException if none of the candidate's dialects can say what the request means
     */
    Lane choose(RouterRequest request, Candidate candidate) throws LaneRefusedException {
        EmbeddingAsk ask;
        try {
            ask = decoded(dialects.embeddings(request.dialect()).readRequest(request));
        } catch (RouterException e) {
            throw new LaneRefusedException(e);
        }
        RouterException refusal = null;
        for (Dialect dialect : candidate.dialects()) {
            EmbeddingChannelCodec codec = dialects.embeddingsOfChannels(dialect);
            WriteTarget target = new WriteTarget(
                    candidate.upstreamModel(), false, candidate.channel().type());
            WrittenRequest written = codec.writeRequest(ask, target);
            if (written.isUsable()) {
                return new Lane(
                        candidate.speaking(dialect),
                        withOverrides(written.body(), candidate.channel().overrides()),
                        written.headers(),
                        false,
                        new Translation(ask, written.losses()),
                        codec.operation(ask, target));
            }
            if (refusal == null) {
                refusal = Lanes.refusal(written, request, dialect);
            }
        }
        throw new LaneRefusedException(Objects.requireNonNull(refusal));
    }

    /** Tokens of a vocabulary that is known become the text they stand for; others stay, and the writers refuse them. */
    private static EmbeddingAsk decoded(EmbeddingAsk ask) {
        if (ask.inputs().stream().allMatch(input -> input.tokens() == null)) {
            return ask;
        }
        List<EmbeddingAsk.Input> inputs =
                ask.inputs().stream().map(input -> decoded(ask.model(), input)).toList();
        return new EmbeddingAsk(ask.model(), inputs, ask.leftovers());
    }

    private static EmbeddingAsk.Input decoded(String model, EmbeddingAsk.Input input) {
        @Nullable RawJson tokens = input.tokens();
        if (tokens == null) {
            return input;
        }
        int[] numbers = tokens.elements().stream()
                .mapToInt(number -> (int) number.asLong().orElse(-1))
                .toArray();
        return TokenTexts.decode(model, numbers).map(input::asText).orElse(input);
    }

    /** In each line of a body, since one of Bedrock's has several requests. */
    private static WireBody withOverrides(WireBody body, Map<String, RawJson> overrides) {
        if (overrides.isEmpty()) {
            return body;
        }
        String lines = new String(body.toBytes(), StandardCharsets.UTF_8);
        String changed = lines.lines()
                .map(line -> Overrides.apply(WireBody.of(line.getBytes(StandardCharsets.UTF_8)), overrides))
                .map(line -> new String(line.toBytes(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("\n"));
        return WireBody.of(changed.getBytes(StandardCharsets.UTF_8));
    }
}
