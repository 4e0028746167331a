package io.modelrouter.core.dialect;

import io.modelrouter.chat.Usage;
import io.modelrouter.request.RouterRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a writer of embeddings knows beside the vectors.
 *
 * @param request the caller's
 * @param model the name the client sees
 * @param usage what is charged
 * @param estimated whether that is the router's own count
 * @param usageMembers members to add to the usage object, as text that follows others: {@code ,"cost":0.1}; null for none
 */
public record EmbeddingReply(
        RouterRequest request, String model, Usage usage, boolean estimated, byte @Nullable [] usageMembers) {}
