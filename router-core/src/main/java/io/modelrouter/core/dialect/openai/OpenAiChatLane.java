package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.Citation;
import io.modelrouter.chat.Media;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Blocks of one kind, one after the other: chat has one string for all text of a message, and clients take a new call for
 * the end of the last. The first block flows, those that interleave with it wait.
 */
final class OpenAiChatLane {

    /** What becomes of a block. */
    interface Target {
        /** The block begins. */
        void begin(Block block);

        /** It goes on. */
        void say(Block block, String more);

        /** It shows something. */
        default void show(Media media) {}

        /** It is whole, and {@link Block#said} has all of it. */
        void end(Block block);
    }

    /** A block whose events are still coming. */
    static final class Block {
        final String id;
        final String name;
        final StringBuilder said = new StringBuilder();
        final List<String> signatures = new ArrayList<>();
        final List<Citation> citations = new ArrayList<>();
        /** Whether the last signature stands for reasoning that is not shown. */
        boolean redacted;

        private final StringBuilder waiting = new StringBuilder();
        private final List<Media> waitingMedia = new ArrayList<>();
        private boolean ended;

        /**
         * @param id of the call; empty for other blocks
         * @param name of the tool; empty for other blocks
         */
        Block(String id, String name) {
            this.id = id;
            this.name = name;
        }
    }

    private final Target target;
    private final Deque<Block> blocks = new ArrayDeque<>();
    private boolean used;

    OpenAiChatLane(Target target) {
        this.target = target;
    }

    /** Whether there was a block. */
    boolean isUsed() {
        return used;
    }

    void add(Block block) {
        used = true;
        blocks.add(block);
        if (blocks.size() == 1) {
            target.begin(block);
        }
    }

    void say(Block block, String more) {
        if (blocks.peek() == block) {
            pass(block, more);
        } else {
            block.waiting.append(more);
        }
    }

    void show(Block block, Media media) {
        if (blocks.peek() == block) {
            target.show(media);
        } else {
            block.waitingMedia.add(media);
        }
    }

    void end(Block block) {
        block.ended = true;
        Block first = blocks.peek();
        while (first != null && first.ended) {
            target.end(first);
            blocks.poll();
            first = blocks.peek();
            if (first != null) {
                target.begin(first);
                pass(first, first.waiting.toString());
                first.waitingMedia.forEach(target::show);
            }
        }
    }

    private void pass(Block block, String more) {
        if (!more.isEmpty()) {
            block.said.append(more);
            target.say(block, more);
        }
    }
}
