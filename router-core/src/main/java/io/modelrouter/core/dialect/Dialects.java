package io.modelrouter.core.dialect;

import io.modelrouter.wire.Dialect;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The codecs of a router, by dialect. Immutable. */
public final class Dialects {
    private final Map<Dialect, WireCodec> codecs = new EnumMap<>(Dialect.class);

    public Dialects(List<? extends WireCodec> codecs) {
        for (WireCodec codec : codecs) {
            this.codecs.put(codec.dialect(), codec);
        }
    }

    /**
     * @throws IllegalArgumentException if there is no codec for it
     */
    public WireCodec of(Dialect dialect) {
        WireCodec codec = codecs.get(dialect);
        if (codec == null) {
            throw new IllegalArgumentException("no codec for the dialect " + dialect);
        }
        return codec;
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
    public DialectCodec chat(Dialect dialect) {
        if (of(dialect) instanceof DialectCodec codec) {
            return codec;
        }
        throw new IllegalArgumentException("the dialect " + dialect + " is none of clients' chats");
    }
}
