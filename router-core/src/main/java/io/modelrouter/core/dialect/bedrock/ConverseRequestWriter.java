package io.modelrouter.core.dialect.bedrock;

import io.modelrouter.chat.CacheMark;
import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.Source;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import io.modelrouter.wire.WireBody;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a neutral request as one for Converse. Neither the model nor whether to stream stands in the body: both are in the
 * path.
 */
final class ConverseRequestWriter {
    private ConverseRequestWriter() {}

    static WrittenRequest write(ChatRequest request, WriteTarget target) {
        ConverseModel model = ConverseModel.of(target.model());
        Losses losses = new Losses(request, Dialect.BEDROCK_CONVERSE);
        ToolNames names = new ToolNames(request);
        ConverseToolWriter tools = new ConverseToolWriter(request, losses, names, model);
        tools.write();
        ConverseCacheMarks marks = new ConverseCacheMarks(model, losses);
        ConverseBlockWriter blocks = new ConverseBlockWriter(losses, names, model, marks, tools.callsInWords());
        ConverseConversation conversation = new ConverseConversation(blocks, marks, losses);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ConverseSettingsWriter settings = new ConverseSettingsWriter(request, losses, model, body);
        conversation.write(request.turns());
        String instruction = settings.formatInstruction();
        if (instruction != null) {
            conversation.instruct(instruction);
        }
        CacheMark cache = losses.take(Param.CACHE);
        if (cache != null) {
            String path = request.path(Param.CACHE);
            conversation.markAll(cache, Source.of(request.dialect(), path, RawJson.parse("{}"), List.of()));
        }
        conversation.addTo(body);
        ObjectNode inference = JsonNodeFactory.instance.objectNode();
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        new ConverseThinkingWriter(losses, model, inference, fields).write(conversation, tools.isForced());
        settings.write(inference);
        if (!inference.isEmpty()) {
            body.set("inferenceConfig", inference);
        }
        tools.addTo(body, marks);
        if (!fields.isEmpty()) {
            body.set("additionalModelRequestFields", fields);
        }
        settings.writeOwnMembers();
        marks.limit(body);
        return new WrittenRequest(WireBody.of(JsonTree.bytes(body)), Map.of(), losses.finish());
    }
}
