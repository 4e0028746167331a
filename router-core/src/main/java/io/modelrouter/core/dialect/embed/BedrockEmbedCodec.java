package io.modelrouter.core.dialect.embed;

import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.EmbeddingAnswer;
import io.modelrouter.core.dialect.EmbeddingAsk;
import io.modelrouter.core.dialect.EmbeddingChannelCodec;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.wire.Dialect;
import java.time.InstantSource;

/**
 * Embedding models of Amazon Titan and Cohere on Bedrock, spoken to channels only. A body has one request in each line, and
 * its answer one answer in each, because Titan takes one text at a time and Cohere at most 96. Stateless and thread-safe.
 */
public final class BedrockEmbedCodec implements EmbeddingChannelCodec {
    /**
     * With every answer of InvokeModel: github.com/langchain4j/langchain4j/issues/5057 and
     * github.com/vercel/ai/pull/15973 saw it of Cohere's embeddings in 2026; recordings of Claude have it.
     */
    private static final String INPUT_TOKENS = "x-amzn-bedrock-input-token-count";

    private final InstantSource clock;

    public BedrockEmbedCodec() {
        this(InstantSource.system());
    }

    /**
     * @param clock tells how long it is to a date in {@code Retry-After}
     */
    public BedrockEmbedCodec(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Dialect dialect() {
        return Dialect.BEDROCK_EMBED;
    }

    @Override
    public WrittenRequest writeRequest(EmbeddingAsk ask, WriteTarget target) {
        return BedrockEmbedRequests.write(ask, target.model());
    }

    @Override
    public BodyTally meterBody(byte[] body, int inputs) {
        BedrockEmbedAnswers answer = new BedrockEmbedAnswers(body, false);
        EmbedJson.checkCount(answer.count(), inputs);
        return answer.tally();
    }

    /** Cohere's bodies tell no tokens; what Bedrock tells in a header is asked for then. */
    @Override
    public BodyTally meterBody(byte[] body, HttpHeaders headers, int inputs) {
        BodyTally tally = meterBody(body, inputs);
        long told = tally.usageReported() ? -1 : inputTokens(headers);
        return told < 0
                ? tally
                : new BodyTally(Usage.builder().input(told).build(), true, false, -1, 0, tally.error());
    }

    private static long inputTokens(HttpHeaders headers) {
        String told = headers.first(INPUT_TOKENS).orElse("").strip();
        boolean number = !told.isEmpty() && told.length() <= 12 && told.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Long.parseLong(told) : -1;
    }

    @Override
    public EmbeddingAnswer readBody(byte[] body) {
        return new BedrockEmbedAnswers(body, true).answer();
    }

    @Override
    public UpstreamError readError(int status, HttpHeaders headers, byte[] body) {
        return BedrockEmbedErrors.read(status, headers, body, clock);
    }

    @Override
    public FailureKind classify(UpstreamError error) {
        return BedrockEmbedErrors.classify(error);
    }
}
