package io.modelrouter.channel;

/**
 * Where channels come from: implement it over your own database or take the in-memory one.
 *
 * <p>{@link #snapshot()} is called for every call and before every further attempt, from many threads at once. It must be
 * fast (return a field; refresh in the background), never null, and consistent: a snapshot is whole, never half of a
 * change. It must not throw; where the source is out of reach, return the last good snapshot.
 */
public interface ChannelRegistry {

    /** The channels as they are now. The same version always has the same content. */
    ChannelSnapshot snapshot();
}
