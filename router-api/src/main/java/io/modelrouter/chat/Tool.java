package io.modelrouter.chat;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import org.jspecify.annotations.Nullable;

/** A tool that the request offers. */
public sealed interface Tool {

    /** The name the model calls it by, without its namespace. */
    String name();

    /** Where it stood. */
    Source source();

    /**
     * A function of the caller's.
     *
     * @param namespace the group it stands in (OpenAI Responses), or null
     * @param parameters JSON Schema of its arguments; null where the caller gave none
     * @param strict whether the arguments must fit the schema; null where the caller did not say
     */
    record Function(
            @Nullable String namespace,
            String name,
            @Nullable String description,
            @Nullable RawJson parameters,
            @Nullable Boolean strict,
            @Nullable CacheMark cache,
            Source source)
            implements Tool {}

    /**
     * A tool of the caller's that takes free text (OpenAI's custom tools). Other dialects know it as a function with one
     * string member {@code input}.
     *
     * @param format the grammar of the text, or null
     */
    record Custom(
            @Nullable String namespace,
            String name,
            @Nullable String description,
            @Nullable RawJson format,
            Source source)
            implements Tool {}

    /**
     * A tool that the vendor runs.
     *
     * @param kind what it does
     * @param dialect whose tool it is
     * @param json the tool as its dialect writes it
     */
    record Server(ServerKind kind, String name, Dialect dialect, RawJson json, Source source) implements Tool {}

    /** What a vendor's own tool does; tools of one kind stand for each other across vendors. */
    enum ServerKind {
        WEB_SEARCH,
        /** Reads pages whose addresses stand in the prompt: Claude's web fetch, Gemini's URL context. */
        WEB_FETCH,
        CODE_EXECUTION,
        FILE_SEARCH,
        IMAGE_GENERATION,
        COMPUTER,
        MCP,
        OTHER
    }
}
