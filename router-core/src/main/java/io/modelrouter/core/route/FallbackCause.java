package io.modelrouter.core.route;

/** Why another model is tried than the one that was asked for. */
public enum FallbackCause {
    /** Every channel of the model failed or rests, in a way that another might not. */
    ANY,
    /** The prompt is too long for the model. */
    CONTEXT_LENGTH,
    /** The upstream's policy refuses the content. */
    CONTENT_POLICY
}
