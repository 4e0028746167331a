package io.modelrouter.core.dialect;

import io.modelrouter.wire.Dialect;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The codecs of a router, by dialect. Immutable. */
public final class Dialects {
    private final Map<Dialect, ChannelCodec> codecs = new EnumMap<>(Dialect.class);

    public Dialects(List<? extends ChannelCodec> codecs) {
        for (ChannelCodec codec : codecs) {
            this.codecs.put(codec.dialect(), codec);
        }
    }

    /**
     * @throws IllegalArgumentException if there is no codec for it
     */
    public ChannelCodec of(Dialect dialect) {
        ChannelCodec codec = codecs.get(dialect);
        if (codec == null) {
            throw new IllegalArgumentException("no codec for the dialect " + dialect);
        }
        return codec;
    }

    /**
     * The codec of a dialect that clients speak, whatever it asks for.
     *
     * @throws IllegalArgumentException if there is none
     */
    public ClientCodec client(Dialect dialect) {
        if (of(dialect) instanceof ClientCodec codec) {
            return codec;
        }
        throw new IllegalArgumentException("no client speaks the dialect " + dialect);
    }

    /**
     * The codec of a dialect of chats that channels speak, whether clients do or not.
     *
     * @throws IllegalArgumentException if there is none
     */
    public ChatChannelCodec chatOfChannels(Dialect dialect) {
        if (of(dialect) instanceof ChatChannelCodec codec) {
            return codec;
        }
        throw new IllegalArgumentException("the dialect " + dialect + " is none of chats");
    }

    /**
     * The codec of a dialect of chats that clients speak.
     *
     * @throws IllegalArgumentException if there is none
     */
    public ChatClientCodec chat(Dialect dialect) {
        if (of(dialect) instanceof ChatClientCodec codec) {
            return codec;
        }
        throw new IllegalArgumentException("the dialect " + dialect + " is none of clients' chats");
    }

    /**
     * The codec of a dialect of embeddings that channels speak, whether clients do or not.
     *
     * @throws IllegalArgumentException if there is none
     */
    public EmbeddingChannelCodec embeddingsOfChannels(Dialect dialect) {
        if (of(dialect) instanceof EmbeddingChannelCodec codec) {
            return codec;
        }
        throw new IllegalArgumentException("the dialect " + dialect + " is none of embeddings");
    }

    /**
     * The codec of a dialect of embeddings that clients speak.
     *
     * @throws IllegalArgumentException if there is none
     */
    public EmbeddingClientCodec embeddings(Dialect dialect) {
        if (of(dialect) instanceof EmbeddingClientCodec codec) {
            return codec;
        }
        throw new IllegalArgumentException("the dialect " + dialect + " is none of clients' embeddings");
    }
}
