package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Tool;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import io.modelrouter.wire.WireBody;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a chat request. Members stand in a fixed order, because prompt caches key on the bytes. */
final class OpenAiChatRequestWriter {
    /** Members whose own members may be extras; in any other name a dot is a dot. */
    private static final Set<String> NESTED = Set.of("reasoning", "thinking", "response_format");

    private final ChatRequest request;
    private final WriteTarget target;
    private final OpenAiChatChannel channel;
    private final Losses losses;
    private final boolean own;
    private final ObjectNode body = JsonNodeFactory.instance.objectNode();

    private OpenAiChatRequestWriter(ChatRequest request, WriteTarget target) {
        this.request = request;
        this.target = target;
        this.channel = new OpenAiChatChannel(target.channelType());
        this.losses = new Losses(request, Dialect.OPENAI_CHAT);
        this.own = request.dialect() == Dialect.OPENAI_CHAT;
    }

    static WrittenRequest write(ChatRequest request, WriteTarget target) {
        return new OpenAiChatRequestWriter(request, target).write();
    }

    private WrittenRequest write() {
        body.put("model", target.model());
        ToolNames names = new ToolNames(request);
        OpenAiChatToolWriter tools = new OpenAiChatToolWriter(request, channel, names, losses);
        body.set("messages", new OpenAiChatMessageWriter(request, channel, names, losses).write());
        tools.write(body);
        new OpenAiChatSettingsWriter(request, channel, losses).write(body);
        if (own) {
            request.extras().forEach(this::extra);
        }
        if (target.stream()) {
            body.put("stream", true);
            if (channel.quirks().streamOptions()) {
                body.putObject("stream_options").put("include_usage", true);
            }
        }
        return new WrittenRequest(WireBody.of(JsonTree.bytes(body)), Map.of(), losses.finish());
    }

    private void extra(String path, RawJson value) {
        if (Provenance.occursIn(value)) {
            losses.hint(path, "holds another vendor's signature");
            return;
        }
        int dot = path.indexOf('.');
        String first = dot < 0 ? path : path.substring(0, dot);
        boolean nested = NESTED.contains(first);
        if (!channel.takes(nested ? first : path)) {
            losses.hint(path, "is OpenAI's own");
            return;
        }
        if (nested) {
            JsonTree.put(body, path, value);
        } else {
            body.set(path, JsonTree.read(value.toBytes()));
        }
    }

    /** Whether the tool stood in the old list of functions. */
    static boolean isLegacy(Tool tool) {
        return tool.source().dialect() == Dialect.OPENAI_CHAT
                && tool.source().path().startsWith("functions.");
    }

    /** Whether the request offers its tools as the old list of functions. */
    static boolean isLegacy(ChatRequest request) {
        return request.dialect() == Dialect.OPENAI_CHAT
                && !request.tools().isEmpty()
                && request.tools().stream().allMatch(OpenAiChatRequestWriter::isLegacy);
    }
}
