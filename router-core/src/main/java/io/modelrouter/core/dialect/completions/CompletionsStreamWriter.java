package io.modelrouter.core.dialect.completions;

import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.StreamWriter;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Writes the chunks of a stream of completions. */
final class CompletionsStreamWriter implements StreamWriter, CompletionsAnswer.Sink {
    private final AnswerContext context;
    private final ErrorSettings settings;
    private final CompletionsAnswer answer;
    private final ByteArrayOutputStream frames = new ByteArrayOutputStream();
    private @Nullable String model;
    private boolean over;

    CompletionsStreamWriter(AnswerContext context, ErrorSettings settings) {
        this.context = context;
        this.settings = settings;
        this.answer = new CompletionsAnswer(context, this);
    }

    @Override
    public void write(ChatEvent event, ByteArrayOutputStream out) {
        if (over) {
            return;
        }
        event.accept(answer);
        out.writeBytes(frames.toByteArray());
        frames.reset();
    }

    @Override
    public void begin(@Nullable String upstreamModel) {
        model = context.shownModel(upstreamModel);
    }

    @Override
    public void text(int choice, String more) {
        chunk(CompletionsAnswer.choice(choice, more, null), null);
    }

    @Override
    public void finish(int choice, String reason) {
        chunk(CompletionsAnswer.choice(choice, "", reason), null);
    }

    @Override
    public void usage(ObjectNode usage) {
        if (context.includeUsage()) {
            chunk(null, usage);
        }
        frames.writeBytes(CompletionsFrames.done());
        over = true;
    }

    private void chunk(@Nullable ObjectNode choice, @Nullable ObjectNode usage) {
        ObjectNode chunk = CompletionsAnswer.envelope(context, model);
        if (choice == null) {
            chunk.putArray("choices");
        } else {
            chunk.putArray("choices").add(choice);
        }
        if (usage != null) {
            chunk.set("usage", usage);
        } else if (context.includeUsage()) {
            // As OpenAI does where the usage will come.
            chunk.putNull("usage");
        }
        frames.writeBytes(CompletionsFrames.data(chunk));
    }

    @Override
    public byte[] error(RouterException failure, String requestId) {
        if (over) {
            return new byte[0];
        }
        over = true;
        return CompletionsFrames.error(failure, settings);
    }

    @Override
    public byte[] heartbeat() {
        return CompletionsFrames.heartbeat();
    }

    @Override
    public String contentType() {
        return "text/event-stream";
    }
}
