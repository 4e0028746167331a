package io.modelrouter.request;

import io.modelrouter.wire.RawJson;

/** What the two OpenAI dialects write alike. */
final class OpenAiTools {
    private OpenAiTools() {}

    static MemberTree function(MemberTree tool, String name, String description, RawJson parameters) {
        return tool.set("name", name)
                .set("description", description)
                .set("parameters", JsonArguments.object(parameters, "parameters of tool " + name));
    }

    static MemberTree schema(MemberTree format, String name, RawJson schema) {
        return format.set("name", name)
                .set("strict", RawJson.of(true))
                .set("schema", JsonArguments.object(schema, "schema " + name));
    }
}
