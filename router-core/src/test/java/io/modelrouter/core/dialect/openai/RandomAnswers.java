package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.Citation;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Media;
import io.modelrouter.chat.Usage;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEvent.BlockKind;
import io.modelrouter.event.EventGrammar;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Legal answers by chance: several choices, blocks that interleave, empty deltas, anything anywhere the grammar allows. */
final class RandomAnswers {
    private static final BlockKind[] KINDS = BlockKind.values();

    private final Random random;
    private final List<ChatEvent> events = new ArrayList<>();
    private final List<Integer> open = new ArrayList<>();
    private final List<Object> kinds = new ArrayList<>();
    private int calls;

    private RandomAnswers(long seed) {
        this.random = new Random(seed);
    }

    static List<ChatEvent> of(long seed) {
        RandomAnswers answers = new RandomAnswers(seed);
        answers.make();
        EventGrammar grammar = new EventGrammar();
        answers.events.forEach(grammar::accept);
        return answers.events;
    }

    private void make() {
        int choices = random.nextInt(4) == 0 ? 3 : 1;
        events.add(new ChatEvent.MessageStarted(random.nextBoolean() ? "id" : null, random.nextBoolean() ? "m" : null));
        int steps = random.nextInt(40);
        for (int i = 0; i < steps; i++) {
            int dice = random.nextInt(10);
            if (open.isEmpty() || (dice < 3 && open.size() < 5)) {
                start(random.nextInt(choices));
            } else if (dice == 3) {
                end(random.nextInt(open.size()));
            } else if (dice == 4) {
                events.add(new ChatEvent.UsageUpdated(usage()));
            } else if (dice == 5 && random.nextInt(4) == 0) {
                events.add(new ChatEvent.Unmapped(Dialect.CLAUDE_MESSAGES, RawJson.parse("{\"type\":\"ping\"}")));
            } else {
                step(open.get(random.nextInt(open.size())));
            }
        }
        while (!open.isEmpty()) {
            end(random.nextInt(open.size()));
        }
        List<FinishReason> reasons = new ArrayList<>();
        for (int i = 0; i < choices; i++) {
            FinishReason.Kind[] all = FinishReason.Kind.values();
            reasons.add(new FinishReason(all[random.nextInt(all.length)], random.nextBoolean() ? "stop" : null));
        }
        events.add(new ChatEvent.Finished(reasons, random.nextBoolean() ? usage() : Usage.NONE));
    }

    private Usage usage() {
        return Usage.builder()
                .input(random.nextInt(100))
                .cacheRead(random.nextInt(100))
                .output(50 + random.nextInt(100))
                .reasoning(random.nextInt(50))
                .build();
    }

    private void start(int choice) {
        int index = kinds.size();
        if (random.nextInt(3) == 0) {
            kinds.add("tool");
            events.add(new ChatEvent.ToolCallStarted(index, choice, "call_" + calls++, "f"));
        } else {
            BlockKind kind = KINDS[random.nextInt(KINDS.length)];
            kinds.add(kind);
            events.add(new ChatEvent.BlockStarted(index, choice, kind));
        }
        open.add(index);
    }

    private void end(int at) {
        events.add(new ChatEvent.BlockEnded(open.remove(at)));
    }

    private void step(int index) {
        Object kind = kinds.get(index);
        String more = random.nextInt(5) == 0 ? "" : "w" + index + "ä" + random.nextInt(100) + " ";
        boolean sign = random.nextInt(6) == 0 && kind != BlockKind.REFUSAL;
        if (sign) {
            events.add(new ChatEvent.ReasoningSigned(index, "sig" + random.nextInt(100), random.nextBoolean()));
        } else if (kind == BlockKind.TEXT && random.nextInt(6) == 0) {
            events.add(new ChatEvent.CitationAdded(
                    index,
                    new Citation(
                            random.nextBoolean() ? "https://example.com" : null,
                            null,
                            "c",
                            -1,
                            -1,
                            Dialect.CLAUDE_MESSAGES,
                            RawJson.parse("{}"))));
        } else if (kind == BlockKind.TEXT || kind == BlockKind.REFUSAL) {
            events.add(new ChatEvent.TextDelta(index, more));
        } else if (kind == BlockKind.REASONING) {
            events.add(new ChatEvent.ReasoningDelta(index, more));
        } else if (kind == BlockKind.MEDIA) {
            Media media = random.nextBoolean()
                    ? new Media("image/png", "AAAA", null)
                    : new Media(null, null, "https://example.com/a.png");
            events.add(new ChatEvent.MediaProduced(index, media));
        } else {
            events.add(new ChatEvent.ToolArgumentsDelta(index, more));
        }
    }
}
