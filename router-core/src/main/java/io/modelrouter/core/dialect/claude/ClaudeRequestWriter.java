package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.core.dialect.CallIdNames;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireBody;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a neutral request as one for Messages. Pieces that were written in this dialect go out as they came in, so
 * that a request which only passes through loses nothing; the rules for what the vendor refuses apply to all others.
 */
final class ClaudeRequestWriter {
    private final ChatRequest request;
    private final WriteTarget target;
    private final Losses losses;
    /** Names of features that the vendor wants declared in a header. */
    private final Set<String> betas = new TreeSet<>();

    private ClaudeRequestWriter(ChatRequest request, WriteTarget target) {
        this.request = request;
        this.target = target;
        this.losses = new Losses(request, Dialect.CLAUDE_MESSAGES);
    }

    static WrittenRequest write(ChatRequest request, WriteTarget target) {
        return new ClaudeRequestWriter(request, target).write();
    }

    private WrittenRequest write() {
        ToolNames names = new ToolNames(request);
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", target.model());
        ClaudeBlockWriter blocks = new ClaudeBlockWriter(losses, names, new CallIdNames(64), betas);
        ClaudeConversation conversation = new ClaudeConversation(blocks, losses);
        conversation.write(request.turns());
        ClaudeSettingsWriter settings = new ClaudeSettingsWriter(request, losses, body);
        String instruction = settings.formatInstruction();
        if (instruction != null) {
            conversation.instruct(instruction);
        }
        ClaudeToolWriter tools = new ClaudeToolWriter(request, losses, names, betas);
        tools.write();
        new ClaudeThinkingWriter(request, losses, body).write(conversation, tools.isForced());
        conversation.addTo(body);
        tools.addTo(body);
        settings.write();
        if (target.stream()) {
            body.put("stream", true);
        }
        if (request.dialect() == Dialect.CLAUDE_MESSAGES) {
            request.extras().forEach((path, value) -> JsonTree.put(body, path, value));
        } else {
            ClaudeCacheMarks.limit(body, losses);
        }
        Map<String, String> headers = betas.isEmpty() ? Map.of() : Map.of("anthropic-beta", String.join(",", betas));
        return new WrittenRequest(WireBody.of(JsonTree.bytes(body)), headers, losses.finish());
    }
}
