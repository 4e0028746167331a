package io.modelrouter.core;

import io.modelrouter.core.dialect.Dialects;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.claude.ClaudeCodec;
import io.modelrouter.core.dialect.gemini.GeminiCodec;
import java.util.List;

/** The one list of dialect folders. */
final class BuiltInDialects {
    private BuiltInDialects() {}

    static Dialects create(ErrorSettings errors) {
        return new Dialects(List.of(new ClaudeCodec(), new GeminiCodec()));
    }
}
