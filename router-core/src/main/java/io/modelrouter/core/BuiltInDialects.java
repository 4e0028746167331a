package io.modelrouter.core;

import io.modelrouter.core.dialect.ChannelCodec;
import io.modelrouter.core.dialect.Dialects;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.bedrock.ConverseCodec;
import io.modelrouter.core.dialect.claude.ClaudeCodec;
import io.modelrouter.core.dialect.completions.CompletionsCodec;
import io.modelrouter.core.dialect.embed.BedrockEmbedCodec;
import io.modelrouter.core.dialect.embed.GeminiEmbedCodec;
import io.modelrouter.core.dialect.embed.OpenAiEmbeddingsCodec;
import io.modelrouter.core.dialect.embed.VertexPredictCodec;
import io.modelrouter.core.dialect.gemini.GeminiCodec;
import io.modelrouter.core.dialect.openai.OpenAiChatCodec;
import io.modelrouter.core.dialect.plain.PlainCodec;
import io.modelrouter.core.dialect.responses.ResponsesCodec;
import java.util.ArrayList;
import java.util.List;

/** The one list of dialect folders. */
final class BuiltInDialects {
    private BuiltInDialects() {}

    static Dialects create(ErrorSettings errors) {
        List<ChannelCodec> codecs = new ArrayList<>();
        GeminiCodec gemini = new GeminiCodec();
        codecs.add(new OpenAiChatCodec(errors));
        codecs.add(new ResponsesCodec(errors));
        codecs.add(new ClaudeCodec());
        codecs.add(gemini);
        codecs.add(new ConverseCodec());
        codecs.add(new CompletionsCodec(errors));
        codecs.add(new OpenAiEmbeddingsCodec(errors));
        codecs.add(new GeminiEmbedCodec(gemini));
        codecs.add(new BedrockEmbedCodec());
        codecs.add(new VertexPredictCodec(gemini));
        codecs.addAll(PlainCodec.all(errors));
        return new Dialects(codecs);
    }
}
