package io.modelrouter.request;

import io.modelrouter.wire.RawJson;
import java.util.List;

/**
 * What the four request builders share. The body comes out in a stable order: the model, the conversation, then
 * everything else as it was set, because providers key their prompt caches on the bytes.
 *
 * <p>A member that can have one value may be set once; a second time throws {@link IllegalStateException} with its name.
 * Values are sent as they are given: a default is the provider's, and nothing is sent that was not set. Builders are not
 * thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract sealed class RouterRequestBuilder<B extends RouterRequestBuilder<B>>
        permits OpenAiChatRequestBuilder,
                OpenAiResponsesRequestBuilder,
                ClaudeMessagesRequestBuilder,
                GeminiGenerateRequestBuilder {

    final MemberTree body;

    RouterRequestBuilder(MemberTree body) {
        this.body = body;
    }

    abstract B self();

    /** The model to ask for, {@code auto} included; required. */
    public abstract B model(String model);

    /** Whether the answer shall be streamed; default false. */
    public abstract B stream(boolean stream);

    /** Adds an entry to the conversation as it stands: a message, an input item or a content. */
    public abstract B message(RawJson message);

    /** A user's turn of plain text. */
    public abstract B user(String text);

    /** The model's turn of plain text, from an earlier answer. */
    public abstract B assistant(String text);

    /** Offers a tool as it stands, such as one that the provider runs itself. */
    public B tool(RawJson tool) {
        body.add("tools", JsonArguments.object(tool, "tool"));
        return self();
    }

    /**
     * Sets any other member of the body.
     *
     * @param path member names joined by dots, such as {@code stream_options.include_usage}; objects on the way are made
     */
    public B set(String path, RawJson value) {
        return set(MemberTree.path(path), value);
    }

    /** As {@link #set(String, RawJson)}, for names that have dots in them. */
    public B set(List<String> path, RawJson value) {
        body.set(path, value);
        return self();
    }

    /**
     * The request.
     *
     * @throws IllegalStateException if something required is missing; the message names the method to call
     * @throws InvalidRequestException if a member set by hand has a value that {@code parse} refuses
     */
    public abstract RouterRequest build();

    final void require(String member, String call) {
        if (!body.has(member)) {
            throw new IllegalStateException("no " + member + ": call " + call);
        }
    }
}
