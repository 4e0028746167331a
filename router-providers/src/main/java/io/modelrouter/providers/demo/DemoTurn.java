package io.modelrouter.providers.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One answer: first the thought, then either text or calls.
 *
 * @param thought the reasoning in tokens; empty without
 * @param text the text in tokens
 * @param calls the tools to call
 * @param ending why it ends
 * @param stopSequence which stop sequence ended it, or null
 */
record DemoTurn(
        List<String> thought,
        List<String> text,
        List<Call> calls,
        Ending ending,
        @Nullable String stopSequence) {
    /** So many tokens go into one chunk of a stream: a few words. */
    private static final int TOKENS_PER_CHUNK = 3;

    enum Ending {
        DONE,
        TOOL_CALLS,
        LENGTH,
        STOP_SEQUENCE
    }

    /**
     * @param tool which
     * @param arguments the argument object, or a string node for a tool that takes free text
     */
    record Call(DemoAsk.Tool tool, JsonNode arguments) {
        /** What goes over the wire as a string: JSON, or the free text itself. */
        String argumentText() {
            return tool.freeText() ? arguments.stringValue("") : DemoJson.write(arguments);
        }

        List<String> argumentChunks() {
            return TokenGuess.grouped(TokenGuess.pieces(argumentText()), TOKENS_PER_CHUNK);
        }

        int tokens() {
            return TokenGuess.count(tool.name()) + TokenGuess.count(argumentText());
        }
    }

    String thoughtText() {
        return String.join("", thought);
    }

    List<String> thoughtChunks() {
        return TokenGuess.grouped(thought, TOKENS_PER_CHUNK);
    }

    String fullText() {
        return String.join("", text);
    }

    List<String> textChunks() {
        return TokenGuess.grouped(text, TOKENS_PER_CHUNK);
    }

    int thoughtTokens() {
        return thought.size();
    }

    /** Text and calls, without the thought. */
    int answerTokens() {
        return text.size() + calls.stream().mapToInt(Call::tokens).sum();
    }

    int outputTokens() {
        return thoughtTokens() + answerTokens();
    }
}
