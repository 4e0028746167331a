package io.modelrouter.core.lane;

import org.jspecify.annotations.Nullable;

/** Members that the router adds to an upstream's usage object: {@code cost} and {@code credits_remaining}. */
@FunctionalInterface
public interface UsageMembers {

    /** Adds nothing. */
    UsageMembers NONE = () -> null;

    /** The members as JSON text that follows other members, beginning with a comma; null to add nothing. */
    byte @Nullable [] bytes();
}
