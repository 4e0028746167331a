package io.modelrouter.core;

import io.modelrouter.core.dialect.Dialects;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.bedrock.ConverseCodec;
import io.modelrouter.core.dialect.claude.ClaudeCodec;
import io.modelrouter.core.dialect.embed.BedrockEmbedCodec;
import io.modelrouter.core.dialect.embed.GeminiEmbedCodec;
import io.modelrouter.core.dialect.embed.OpenAiEmbeddingsCodec;
import io.modelrouter.core.dialect.gemini.GeminiCodec;
import io.modelrouter.core.dialect.openai.OpenAiChatCodec;
import io.modelrouter.core.dialect.responses.ResponsesCodec;
import java.util.List;

/** The one list of dialect folders. */
final class BuiltInDialects {
    private BuiltInDialects() {}

    static Dialects create(ErrorSettings errors) {
        GeminiCodec gemini = new GeminiCodec();
        return new Dialects(List.of(
                new OpenAiChatCodec(errors),
                new ResponsesCodec(errors),
                new ClaudeCodec(),
                gemini,
                new ConverseCodec(),
                new OpenAiEmbeddingsCodec(errors),
                new GeminiEmbedCodec(gemini),
                new BedrockEmbedCodec()));
    }
}
