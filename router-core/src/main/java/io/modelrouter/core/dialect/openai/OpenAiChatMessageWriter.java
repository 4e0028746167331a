package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Turn;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts the turns in the order this dialect wants: one message for each tool result, right behind the message with the call.
 * A request of this dialect keeps its own order.
 *
 * <p>A call without a result, or a result without its call, is written as it stands: vendors refuse it, and to invent the
 * other half would change what was said. The loss says so.
 */
final class OpenAiChatMessageWriter {
    private final ChatRequest request;
    private final Losses losses;
    private final OpenAiChatTurnWriter turns;
    private final OpenAiChatOwnMessages own;
    private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();

    OpenAiChatMessageWriter(ChatRequest request, OpenAiChatChannel channel, ToolNames names, Losses losses) {
        this.request = request;
        this.losses = losses;
        this.turns = new OpenAiChatTurnWriter(request, channel, names, losses);
        this.own = new OpenAiChatOwnMessages(channel, losses);
    }

    ArrayNode write() {
        List<Turn> all = request.turns();
        boolean asWritten = request.dialect() == Dialect.OPENAI_CHAT;
        int i = 0;
        while (i < all.size()) {
            Turn turn = all.get(i);
            if (asWritten && OpenAiChatOwnMessages.isOwn(turn)) {
                messages.add(own.write(turn));
                i++;
            } else if (turn.role() == Turn.Role.ASSISTANT) {
                i = exchange(i);
            } else {
                int end = endOfOthers(i);
                others(all.subList(i, end), Set.of(), new ArrayList<>());
                i = end;
            }
        }
        return messages;
    }

    /** Writes an assistant's turn and all that follows until the next; gives the position behind. */
    private int exchange(int start) {
        List<Turn> all = request.turns();
        List<Turn> said = new ArrayList<>();
        int i = start;
        do {
            said.add(all.get(i));
            i++;
            // Calls that are answered together must stand in one message.
        } while (i < all.size() && all.get(i).role() == Turn.Role.ASSISTANT && calls(said.get(said.size() - 1)));
        said.forEach(turn -> losses.unread(turn.source()));
        List<PromptBlock.Media> shown = new ArrayList<>();
        ObjectNode message = turns.assistant(said, shown);
        if (message != null) {
            messages.add(message);
        }
        int end = endOfOthers(i);
        Set<String> open = new HashSet<>();
        for (Turn turn : said) {
            for (PromptBlock block : turn.blocks()) {
                if (block instanceof PromptBlock.ToolCall call) {
                    open.add(call.id());
                }
            }
        }
        Set<String> answered = others(all.subList(i, end), open, shown);
        unanswered(said, answered);
        return end;
    }

    private static boolean calls(Turn turn) {
        return turn.blocks().stream().anyMatch(PromptBlock.ToolCall.class::isInstance);
    }

    private int endOfOthers(int start) {
        List<Turn> all = request.turns();
        int end = start;
        while (end < all.size() && all.get(end).role() != Turn.Role.ASSISTANT) {
            end++;
        }
        return end;
    }

    /** Writes results first, then what they show, then the rest in order; gives the ids of the results. */
    private Set<String> others(List<Turn> group, Set<String> open, List<PromptBlock.Media> shown) {
        Set<String> answered = new HashSet<>();
        boolean others = false;
        for (Turn turn : group) {
            losses.unread(turn.source());
            for (PromptBlock block : turn.blocks()) {
                if (!(block instanceof PromptBlock.ToolResult result)) {
                    others = true;
                    continue;
                }
                if (!open.contains(result.callId()) || !answered.add(result.callId())) {
                    losses.hint(result.source().path(), "answers no call that stands before it");
                } else if (others) {
                    losses.approximated(result.source().path(), "stands right behind its call");
                }
                messages.add(turns.result(result, shown));
            }
        }
        ObjectNode seen = turns.shown(shown);
        if (seen != null) {
            messages.add(seen);
        }
        for (Turn turn : group) {
            ObjectNode message = turns.other(turn);
            if (message != null) {
                messages.add(message);
            }
        }
        return answered;
    }

    private void unanswered(List<Turn> said, Set<String> answered) {
        for (Turn turn : said) {
            for (PromptBlock block : turn.blocks()) {
                if (block instanceof PromptBlock.ToolCall call && !answered.contains(call.id())) {
                    losses.hint(call.source().path(), "has no result, which vendors refuse");
                }
            }
        }
    }
}
