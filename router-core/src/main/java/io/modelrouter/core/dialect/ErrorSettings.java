package io.modelrouter.core.dialect;

/**
 * What a host may choose about error answers.
 *
 * @param quotaAs429 whether OpenAI clients see a used-up quota as 429 (as OpenAI itself answers) and not as 402; default
 *     false, because clients repeat a 429
 */
public record ErrorSettings(boolean quotaAs429) {
    public static final ErrorSettings DEFAULT = new ErrorSettings(false);
}
