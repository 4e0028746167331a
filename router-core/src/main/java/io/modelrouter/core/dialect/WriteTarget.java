package io.modelrouter.core.dialect;

/**
 * For whom a request is written.
 *
 * @param model the name to ask for
 * @param stream whether to ask for a streamed answer
 * @param channelType the channel's type, such as {@code openai} or {@code deepseek}: imitators know older names only
 */
public record WriteTarget(String model, boolean stream, String channelType) {}
