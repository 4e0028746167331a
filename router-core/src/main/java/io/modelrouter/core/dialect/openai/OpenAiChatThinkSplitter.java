package io.modelrouter.core.dialect.openai;

import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEvent.BlockKind;
import java.util.function.Consumer;

/**
 * Takes thinking in tags off the beginning of a text that comes in pieces, wherever these are cut. White space around the
 * thinking and before the text behind it belongs to neither. Not thread-safe; one for each choice.
 */
final class OpenAiChatThinkSplitter {
    /** White space before a first tag; more of it is text. */
    private static final int MOST_SPACE = 256;

    private enum State {
        BEFORE,
        INSIDE,
        BEHIND,
        DONE
    }

    private final OpenAiChatWords words;
    private final boolean opened;
    /** What may still be the beginning of a tag, with the space before it. */
    private final StringBuilder held = new StringBuilder();

    private State state;
    private boolean thought;

    /**
     * @param words takes what is thought and what is said
     */
    OpenAiChatThinkSplitter(OpenAiChatThinkTags tags, OpenAiChatWords words) {
        this.words = words;
        this.opened = tags == OpenAiChatThinkTags.OPENED;
        this.state = tags == OpenAiChatThinkTags.NONE ? State.DONE : State.BEFORE;
    }

    void take(String piece, Consumer<ChatEvent> events) {
        if (state == State.DONE) {
            words.say(BlockKind.TEXT, piece, events);
            return;
        }
        held.append(piece);
        if (state == State.BEFORE) {
            before(events);
        }
        if (state == State.INSIDE) {
            inside(events);
        }
        if (state == State.BEHIND) {
            drop(space(held));
            if (!held.isEmpty()) {
                say(events);
            }
        }
    }

    /** No more comes, or something else than text does: what was held is what it looks like. */
    void end(Consumer<ChatEvent> events) {
        if (state == State.INSIDE || state == State.BEFORE && isOpened() && !held.isEmpty()) {
            String rest = held.toString();
            drop(rest.length());
            think(rest.stripTrailing(), events);
            state = State.DONE;
        } else if (!held.isEmpty()) {
            say(events);
        }
    }

    private void before(Consumer<ChatEvent> events) {
        int at = space(held);
        String tag = OpenAiChatThinkTags.FIRST;
        int same = 0;
        while (same < tag.length() && at + same < held.length() && held.charAt(at + same) == tag.charAt(same)) {
            same++;
        }
        if (same == tag.length()) {
            drop(at + same);
            state = State.INSIDE;
        } else if (at + same < held.length() || at > MOST_SPACE) {
            if (isOpened()) {
                state = State.INSIDE;
            } else {
                say(events);
            }
        }
    }

    /** Who tells the thinking apart begins the text with what is said. */
    private boolean isOpened() {
        return opened && !words.thoughtApart();
    }

    private void inside(Consumer<ChatEvent> events) {
        int end = held.indexOf(OpenAiChatThinkTags.LAST);
        if (end >= 0) {
            String last = held.substring(0, end);
            drop(end + OpenAiChatThinkTags.LAST.length());
            think(last.stripTrailing(), events);
            state = State.BEHIND;
            return;
        }
        int sure = held.length() - beginningOfLast();
        while (sure > 0 && Character.isWhitespace(held.charAt(sure - 1))) {
            sure--;
        }
        if (sure > 0) {
            String more = held.substring(0, sure);
            drop(sure);
            think(more, events);
        }
    }

    /** How much of the end of what is held may be the beginning of the tag. */
    private int beginningOfLast() {
        String tag = OpenAiChatThinkTags.LAST;
        for (int length = Math.min(tag.length() - 1, held.length()); length > 0; length--) {
            if (tag.startsWith(held.substring(held.length() - length))) {
                return length;
            }
        }
        return 0;
    }

    private void say(Consumer<ChatEvent> events) {
        state = State.DONE;
        String text = held.toString();
        held.setLength(0);
        words.say(BlockKind.TEXT, text, events);
    }

    private void think(String more, Consumer<ChatEvent> events) {
        String text = thought ? more : more.stripLeading();
        if (!text.isEmpty()) {
            thought = true;
            words.thinkInText(text, events);
        }
    }

    /** Citations count these characters too. */
    private void drop(int length) {
        held.delete(0, length);
        words.pass(length);
    }

    private static int space(CharSequence text) {
        int at = 0;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }
}
