package io.modelrouter.chat;

import org.jspecify.annotations.Nullable;

/**
 * Token counts of one answer, normalised: {@link #input()}, {@link #cacheRead()}, {@link #cacheWrite()} and
 * {@link #output()} never overlap. OpenAI and Gemini count cached tokens inside the prompt and Anthropic outside it;
 * Gemini counts thinking outside the output. All of that is undone by the readers.
 *
 * <p>A count that the provider did not tell is 0. Immutable.
 */
public final class Usage {
    public static final Usage NONE = builder().build();

    private final long input;
    private final long cacheRead;
    private final long cacheWrite;
    private final long cacheWriteLong;
    private final long output;
    private final long reasoning;
    private final long audioInput;
    private final long audioOutput;
    private final long imageInput;
    private final long imageOutput;

    private Usage(Builder builder) {
        this.input = builder.input;
        this.cacheRead = builder.cacheRead;
        this.cacheWrite = builder.cacheWrite;
        this.cacheWriteLong = builder.cacheWriteLong;
        this.output = builder.output;
        this.reasoning = builder.reasoning;
        this.audioInput = builder.audioInput;
        this.audioOutput = builder.audioOutput;
        this.imageInput = builder.imageInput;
        this.imageOutput = builder.imageOutput;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Prompt tokens that neither came from a cache nor were written to one. */
    public long input() {
        return input;
    }

    /** Prompt tokens read from the provider's cache. */
    public long cacheRead() {
        return cacheRead;
    }

    /** Prompt tokens written to the provider's cache, of any lifetime. */
    public long cacheWrite() {
        return cacheWrite;
    }

    /** The part of {@link #cacheWrite()} with the one-hour lifetime. */
    public long cacheWriteLong() {
        return cacheWriteLong;
    }

    /** Everything the model wrote, reasoning included. */
    public long output() {
        return output;
    }

    /** The part of {@link #output()} that is reasoning. */
    public long reasoning() {
        return reasoning;
    }

    /** The part of the prompt that is audio. */
    public long audioInput() {
        return audioInput;
    }

    /** The part of {@link #output()} that is audio. */
    public long audioOutput() {
        return audioOutput;
    }

    /** The part of the prompt that is images; 0 where the provider does not tell it apart. */
    public long imageInput() {
        return imageInput;
    }

    /** The part of {@link #output()} that is images. */
    public long imageOutput() {
        return imageOutput;
    }

    /** The whole prompt, cached or not. */
    public long prompt() {
        return input + cacheRead + cacheWrite;
    }

    public long total() {
        return prompt() + output;
    }

    /** Whether the provider told nothing. */
    public boolean isEmpty() {
        return total() == 0;
    }

    /** Field by field the larger: stream counters are cumulative, so later ones are never added. */
    public Usage max(Usage other) {
        return builder()
                .input(Math.max(input, other.input))
                .cacheRead(Math.max(cacheRead, other.cacheRead))
                .cacheWrite(Math.max(cacheWrite, other.cacheWrite))
                .cacheWriteLong(Math.max(cacheWriteLong, other.cacheWriteLong))
                .output(Math.max(output, other.output))
                .reasoning(Math.max(reasoning, other.reasoning))
                .audioInput(Math.max(audioInput, other.audioInput))
                .audioOutput(Math.max(audioOutput, other.audioOutput))
                .imageInput(Math.max(imageInput, other.imageInput))
                .imageOutput(Math.max(imageOutput, other.imageOutput))
                .build();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Usage u
                && input == u.input
                && cacheRead == u.cacheRead
                && cacheWrite == u.cacheWrite
                && cacheWriteLong == u.cacheWriteLong
                && output == u.output
                && reasoning == u.reasoning
                && audioInput == u.audioInput
                && audioOutput == u.audioOutput
                && imageInput == u.imageInput
                && imageOutput == u.imageOutput;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(input * 31 + cacheRead * 17 + cacheWrite * 13 + output);
    }

    @Override
    public String toString() {
        return "Usage[input=" + input + ", cacheRead=" + cacheRead + ", cacheWrite=" + cacheWrite + ", output=" + output
                + ", reasoning=" + reasoning + "]";
    }

    /** Collects counts; negative ones are refused. Not thread-safe. */
    public static final class Builder {
        private long input;
        private long cacheRead;
        private long cacheWrite;
        private long cacheWriteLong;
        private long output;
        private long reasoning;
        private long audioInput;
        private long audioOutput;
        private long imageInput;
        private long imageOutput;

        private Builder() {}

        public Builder input(long tokens) {
            this.input = count(tokens, "input");
            return this;
        }

        public Builder cacheRead(long tokens) {
            this.cacheRead = count(tokens, "cacheRead");
            return this;
        }

        public Builder cacheWrite(long tokens) {
            this.cacheWrite = count(tokens, "cacheWrite");
            return this;
        }

        public Builder cacheWriteLong(long tokens) {
            this.cacheWriteLong = count(tokens, "cacheWriteLong");
            return this;
        }

        public Builder output(long tokens) {
            this.output = count(tokens, "output");
            return this;
        }

        public Builder reasoning(long tokens) {
            this.reasoning = count(tokens, "reasoning");
            return this;
        }

        public Builder audioInput(long tokens) {
            this.audioInput = count(tokens, "audioInput");
            return this;
        }

        public Builder audioOutput(long tokens) {
            this.audioOutput = count(tokens, "audioOutput");
            return this;
        }

        public Builder imageInput(long tokens) {
            this.imageInput = count(tokens, "imageInput");
            return this;
        }

        public Builder imageOutput(long tokens) {
            this.imageOutput = count(tokens, "imageOutput");
            return this;
        }

        public Usage build() {
            return new Usage(this);
        }

        private static long count(long tokens, String name) {
            if (tokens < 0) {
                throw new IllegalArgumentException(name + " must not be negative");
            }
            return tokens;
        }
    }
}
