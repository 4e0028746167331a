package io.modelrouter.core;

import io.modelrouter.core.dialect.Dialects;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.WireCodec;
import io.modelrouter.core.dialect.claude.ClaudeCodec;
import io.modelrouter.core.dialect.completions.CompletionsCodec;
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
        List<WireCodec> codecs = new ArrayList<>();
        codecs.add(new OpenAiChatCodec(errors));
        codecs.add(new ResponsesCodec(errors));
        codecs.add(new ClaudeCodec());
        codecs.add(new GeminiCodec());
        codecs.add(new CompletionsCodec(errors));
        codecs.addAll(PlainCodec.all(errors));
        return new Dialects(codecs);
    }
}
