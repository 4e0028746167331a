package io.modelrouter.error;

/** Every channel that was tried failed, or all of them cool down; {@link #attempts()} has the trail. */
public final class ChannelsFailedException extends RouterException {
    private static final long serialVersionUID = 1L;

    ChannelsFailedException(Builder builder) {
        super(builder);
    }
}
