package io.modelrouter.providers.compatible;

import io.modelrouter.wire.Dialect;
import java.net.URI;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One vendor, or one kind of server. Addresses have everything before the endpoint's own name, the version too:
 * {@code https://api.groq.com/openai/v1}. Those of kinds that run anywhere have a path only: {@code /v1}.
 *
 * <p>What a vendor's imitation takes and what not is no part of this: translated requests are written for what imitators
 * have in common, see the chat codec of the core.
 */
public final class Preset {
    private final String type;
    private final String vendor;
    private final URI openAi;
    private final Map<Dialect, URI> others;
    private final Set<Dialect> dialects;
    private final ClaudeKey claudeKey;
    private final @Nullable Dialect listedBy;
    private final boolean keyless;
    private final Set<Dialect> counts;
    private final URI source;

    private Preset(Builder builder) {
        this.type = builder.type;
        this.vendor = builder.vendor;
        this.openAi = builder.openAi;
        this.others = Collections.unmodifiableMap(new EnumMap<>(builder.others));
        this.dialects = Collections.unmodifiableSet(EnumSet.copyOf(builder.dialects));
        this.claudeKey = builder.claudeKey;
        this.listedBy = builder.listedBy;
        this.keyless = builder.keyless;
        this.counts = Collections.unmodifiableSet(builder.counts.clone());
        this.source = builder.source;
    }

    /**
     * @param type the channel type
     * @param vendor its name for people
     * @param openAi where its endpoints of OpenAI's dialects are; for one that has none the path where they would be
     * @param source the page of the vendor's that says so
     */
    static Builder of(String type, String vendor, String openAi, String source) {
        return new Builder(type, vendor, openAi, source);
    }

    public String type() {
        return type;
    }

    public String vendor() {
        return vendor;
    }

    /** Where its endpoints of OpenAI's dialects are. */
    public URI openAi() {
        return openAi;
    }

    /** Where the endpoint of a dialect is; empty if it has none. */
    public Optional<URI> root(Dialect dialect) {
        URI other = others.get(dialect);
        if (other != null) {
            return Optional.of(other);
        }
        return dialect.family() == Dialect.Family.OPENAI ? Optional.of(openAi) : Optional.empty();
    }

    /** What its channels speak unless their settings say otherwise, in the order of {@link Dialect}. */
    public Set<Dialect> dialects() {
        return dialects;
    }

    public ClaudeKey claudeKey() {
        return claudeKey;
    }

    /** The dialect beside whose endpoint {@code models} lists the models; empty where there is no such list. */
    public Optional<Dialect> listedBy() {
        return Optional.ofNullable(listedBy);
    }

    /** Whether it is run by whoever calls it, without a key as a rule, on this machine unless {@code base-url} says otherwise. */
    public boolean keyless() {
        return keyless;
    }

    /** The dialects that have an endpoint which counts a prompt's tokens and generates nothing. */
    public Set<Dialect> counts() {
        return counts;
    }

    /** The vendor's own page about it, as of {@link Presets#READ_ON}. */
    public URI source() {
        return source;
    }

    /** Collects what an entry says beyond the usual. */
    static final class Builder {
        private final String type;
        private final String vendor;
        private final URI openAi;
        private final URI source;
        private final Map<Dialect, URI> others = new EnumMap<>(Dialect.class);
        private final Set<Dialect> dialects = EnumSet.noneOf(Dialect.class);
        private ClaudeKey claudeKey = ClaudeKey.BEARER;
        private @Nullable Dialect listedBy;
        private boolean listed = true;
        private boolean keyless;
        private final EnumSet<Dialect> counts = EnumSet.noneOf(Dialect.class);

        private Builder(String type, String vendor, String openAi, String source) {
            this.type = type;
            this.vendor = vendor;
            this.openAi = URI.create(openAi);
            this.source = URI.create(source);
        }

        Builder speaks(Dialect... spoken) {
            for (Dialect dialect : spoken) {
                dialects.add(dialect);
            }
            return this;
        }

        /** The Claude endpoint, spoken by default. */
        Builder claude(String root, ClaudeKey key) {
            claudeKey = key;
            return at(Dialect.CLAUDE_MESSAGES, root);
        }

        /** A dialect whose endpoint is at a place of its own. */
        Builder at(Dialect dialect, String root) {
            dialects.add(dialect);
            others.put(dialect, URI.create(root));
            return this;
        }

        /** Has a Claude endpoint beside the others, which channels speak only if their settings say so. */
        Builder mayHaveClaude(ClaudeKey key) {
            claudeKey = key;
            others.put(Dialect.CLAUDE_MESSAGES, openAi);
            return this;
        }

        Builder listedBy(Dialect dialect) {
            listedBy = dialect;
            return this;
        }

        Builder unlisted() {
            listed = false;
            return this;
        }

        Builder keyless() {
            keyless = true;
            return this;
        }

        /** Has endpoints that count: {@code messages/count_tokens}, {@code responses/input_tokens}. */
        Builder counts(Dialect... dialects) {
            Collections.addAll(counts, dialects);
            return this;
        }

        Preset build() {
            if (listed && listedBy == null) {
                listedBy = dialects.iterator().next();
            }
            return new Preset(this);
        }
    }
}
