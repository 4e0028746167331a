package io.modelrouter.core.dialect;

import io.modelrouter.wire.Dialect;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The codecs of a router, by dialect. Immutable. */
public final class Dialects {
    private final Map<Dialect, DialectCodec> codecs = new EnumMap<>(Dialect.class);

    public Dialects(List<DialectCodec> codecs) {
        for (DialectCodec codec : codecs) {
            this.codecs.put(codec.dialect(), codec);
        }
    }

    /**
     * @throws IllegalArgumentException if there is no codec for it
     */
    public DialectCodec of(Dialect dialect) {
        DialectCodec codec = codecs.get(dialect);
        if (codec == null) {
            throw new IllegalArgumentException("no codec for the dialect " + dialect);
        }
        return codec;
    }
}
