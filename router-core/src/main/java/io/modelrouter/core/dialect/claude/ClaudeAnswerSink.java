package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.Usage;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes the steps of a legal message: a start, blocks one at a time, an end. Streamed and whole answers differ in it
 * alone.
 */
interface ClaudeAnswerSink {

    void start(String id, String model, Usage usage);

    /** Opens a block, as {@code content_block_start} shows it. */
    void open(ObjectNode block);

    /** Adds to the open block. */
    void delta(ObjectNode delta);

    /** Closes the open block. */
    void close();

    void end(ClaudeEnding ending, Usage usage);
}
