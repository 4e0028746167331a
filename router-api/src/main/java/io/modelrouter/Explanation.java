package io.modelrouter;

import io.modelrouter.chat.Loss;
import io.modelrouter.wire.Dialect;
import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a call would do.
 *
 * @param model as asked for
 * @param candidates every channel, kept ones first in the order they would be tried; those of equal rank share by weight
 * @param estimate nano-credits that would be held, or null where the model has no price
 */
public record Explanation(
        String model, List<Candidate> candidates, @Nullable Long estimate) {

    /**
     * One channel.
     *
     * @param channel its name
     * @param model what it would serve: the requested model, or one that stands behind it or comes in its place
     * @param pattern the pattern that matches the model, or null
     * @param upstreamModel the name it would be asked for, or null if refused
     * @param dialect what it would be spoken to in, or null if refused
     * @param priority higher is tried first
     * @param weight share among equals
     * @param multiplier on the price
     * @param refusal why it is not used, or null if it is kept
     * @param open whether the caller is in one of its groups
     * @param losses what of the request it would not be told, or told otherwise; empty where it is sent as it came
     */
    public record Candidate(
            String channel,
            String model,
            @Nullable String pattern,
            @Nullable String upstreamModel,
            @Nullable Dialect dialect,
            int priority,
            int weight,
            BigDecimal multiplier,
            @Nullable String refusal,
            boolean open,
            List<Loss> losses) {

        public Candidate {
            losses = List.copyOf(losses);
        }

        /** One that is open to the caller and loses nothing. */
        public Candidate(
                String channel,
                String model,
                @Nullable String pattern,
                @Nullable String upstreamModel,
                @Nullable Dialect dialect,
                int priority,
                int weight,
                BigDecimal multiplier,
                @Nullable String refusal) {
            this(
                    channel,
                    model,
                    pattern,
                    upstreamModel,
                    dialect,
                    priority,
                    weight,
                    multiplier,
                    refusal,
                    true,
                    List.of());
        }

        public boolean kept() {
            return refusal == null;
        }

        /** The same, not used for this reason. */
        public Candidate refused(String reason) {
            return new Candidate(
                    channel,
                    model,
                    pattern,
                    upstreamModel,
                    dialect,
                    priority,
                    weight,
                    multiplier,
                    reason,
                    open,
                    losses);
        }

        /** The same, open to the caller or not. */
        public Candidate open(boolean toCaller) {
            return new Candidate(
                    channel,
                    model,
                    pattern,
                    upstreamModel,
                    dialect,
                    priority,
                    weight,
                    multiplier,
                    refusal,
                    toCaller,
                    losses);
        }

        /** The same, spoken to in this dialect, with what is lost in it. */
        public Candidate spokenTo(Dialect spoken, List<Loss> lost) {
            return new Candidate(
                    channel, model, pattern, upstreamModel, spoken, priority, weight, multiplier, refusal, open, lost);
        }
    }

    public Explanation {
        candidates = List.copyOf(candidates);
    }

    /** Nano-credits that would be held; empty where the model has no price. */
    public OptionalLong estimatedNanos() {
        return estimate == null ? OptionalLong.empty() : OptionalLong.of(estimate);
    }
}
