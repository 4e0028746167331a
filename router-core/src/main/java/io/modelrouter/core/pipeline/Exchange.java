package io.modelrouter.core.pipeline;

import io.modelrouter.chat.Loss;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.ChannelCodec;
import io.modelrouter.core.dialect.ChatChannelCodec;
import io.modelrouter.core.dialect.EmbeddingAnswer;
import io.modelrouter.core.dialect.EmbeddingChannelCodec;
import io.modelrouter.core.dialect.StreamCodec;
import io.modelrouter.core.health.HealthTracker;
import io.modelrouter.core.lane.Translation;
import io.modelrouter.core.lane.UpstreamStream;
import io.modelrouter.core.limit.InFlightLimit;
import io.modelrouter.core.route.Candidate;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.provider.ProviderResponse;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The serving attempt: an upstream answer that is committed, or on the way to it. Used by one thread at a time. */
final class Exchange {
    final Candidate candidate;
    final ChannelCodec codec;
    final ProviderResponse response;
    /** Whether the stream's usage chunk is the router's wish alone. */
    final boolean withholdUsage;
    /** What was made of the request, or null where both sides speak the same bytes. */
    final @Nullable Translation translation;

    /** Its place among the channel's calls in flight; null until it is committed. */
    InFlightLimit.@Nullable Permit place;

    /** Where the end of the exchange is told. */
    final HealthTracker.Permit permit;

    private @Nullable List<ChatEvent> events;
    private @Nullable EmbeddingAnswer embeddings;
    private @Nullable UpstreamStream stream;
    private byte @Nullable [] body;
    private @Nullable BodyTally tally;

    Exchange(Lane lane, ChannelCodec codec, ProviderResponse response, HealthTracker.Permit permit) {
        this.permit = permit;
        this.candidate = lane.candidate();
        this.codec = codec;
        this.response = response;
        this.withholdUsage = lane.withholdUsage();
        this.translation = lane.translation();
    }

    void streamed(UpstreamStream stream) {
        this.stream = stream;
    }

    void whole(byte[] body, BodyTally tally) {
        this.body = body;
        this.tally = tally;
    }

    /**
     * What cuts and meters a stream.
     *
     * @throws IllegalStateException if answers of the dialect are never streams
     */
    StreamCodec streams() {
        if (codec instanceof StreamCodec streams) {
            return streams;
        }
        throw new IllegalStateException(codec.dialect() + " has no streams");
    }

    /**
     * What reads its events.
     *
     * @throws IllegalStateException if the channel is not spoken to in a dialect of chats
     */
    ChatChannelCodec chat() {
        if (codec instanceof ChatChannelCodec chat) {
            return chat;
        }
        throw new IllegalStateException(codec.dialect() + " has no events");
    }

    /** The events of a whole answer. */
    List<ChatEvent> events() {
        List<ChatEvent> known = events;
        if (known == null) {
            known = chat().readBody(body(), candidate.channel());
            events = known;
        }
        return known;
    }

    /**
     * The vectors of a whole answer.
     *
     * @throws IllegalStateException if the channel is not spoken to in a dialect of embeddings
     */
    EmbeddingAnswer embeddings() {
        EmbeddingAnswer known = embeddings;
        if (known == null) {
            if (!(codec instanceof EmbeddingChannelCodec embedding)) {
                throw new IllegalStateException(codec.dialect() + " has no vectors");
            }
            known = embedding.readBody(body());
            if (usageReported() && known.usage().equals(Usage.NONE)) {
                // Told beside the body.
                known = new EmbeddingAnswer(known.model(), known.vectors(), usage());
            }
            embeddings = known;
        }
        return known;
    }

    /** Reads a whole answer that is to be translated, so that what cannot be read fails the attempt and not the call. */
    void read() {
        if (codec instanceof EmbeddingChannelCodec) {
            embeddings();
        } else {
            events();
        }
    }

    /** What the channel was not told. */
    List<Loss> losses() {
        return translation == null ? List.of() : translation.losses();
    }

    boolean isStream() {
        return stream != null;
    }

    UpstreamStream stream() {
        return Objects.requireNonNull(stream, "not a stream");
    }

    byte[] body() {
        return Objects.requireNonNull(body, "not a whole answer");
    }

    BodyTally tally() {
        return Objects.requireNonNull(tally, "not a whole answer");
    }

    HttpHeaders headers() {
        return response.headers();
    }

    // What was metered, whichever way the answer came.

    Usage usage() {
        if (stream != null) {
            return stream.meter().usage();
        }
        return tally == null ? Usage.NONE : tally.usage();
    }

    boolean usageReported() {
        return stream != null ? stream.meter().usageReported() : tally != null && tally.usageReported();
    }

    boolean usageSuspect() {
        return stream != null ? stream.meter().usageSuspect() : tally != null && tally.usageSuspect();
    }

    long outputChars() {
        if (stream != null) {
            return stream.meter().outputChars();
        }
        return tally == null ? 0 : tally.outputChars();
    }

    boolean complete() {
        return stream != null ? stream.meter().complete() : tally != null;
    }
}
