package io.modelrouter.core;

import io.modelrouter.core.dialect.Dialects;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.bedrock.ConverseCodec;
import io.modelrouter.core.dialect.claude.ClaudeCodec;
import io.modelrouter.core.dialect.gemini.GeminiCodec;
import io.modelrouter.core.dialect.openai.OpenAiChatCodec;
import io.modelrouter.core.dialect.responses.ResponsesCodec;
import java.util.List;

/** The one list of dialect folders. */
final class BuiltInDialects {
    private BuiltInDialects() {}

    static Dialects create(ErrorSettings errors) {
        return new Dialects(List.of(
                new OpenAiChatCodec(errors),
                new ResponsesCodec(errors),
                new ClaudeCodec(),
                new GeminiCodec(),
                new ConverseCodec()));
    }
}
