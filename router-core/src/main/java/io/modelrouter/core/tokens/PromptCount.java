package io.modelrouter.core.tokens;

import io.modelrouter.request.RouterRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one call's prompt, each count made when it is first asked for: the quick one for the hold, the exact one
 * where a settlement needs it. May be asked from several threads; then the same count may be made twice.
 */
public final class PromptCount {
    private static final long UNKNOWN = -1;

    private final @Nullable RouterRequest request;
    private final String model;
    private volatile long quick = UNKNOWN;
    private volatile long exact = UNKNOWN;

    /**
     * @param model whose rules count; the upstream's name of it, where that is known
     */
    public PromptCount(RouterRequest request, String model) {
        this.request = request;
        this.model = model;
    }

    private PromptCount(long tokens) {
        this.request = null;
        this.model = "";
        this.quick = tokens;
        this.exact = tokens;
    }

    /** The exact count alone, without the request, for what is kept for long. */
    public PromptCount counted() {
        return new PromptCount(exact());
    }

    /** As {@link PromptTokens#quick}. */
    public long quick() {
        long known = quick;
        if (known == UNKNOWN) {
            known = PromptTokens.quick(Objects.requireNonNull(request), model);
            quick = known;
        }
        return known;
    }

    /** As {@link PromptTokens#exact}. */
    public long exact() {
        long known = exact;
        if (known == UNKNOWN) {
            known = PromptTokens.exact(Objects.requireNonNull(request), model);
            exact = known;
        }
        return known;
    }
}
