package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.Citation;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Media;
import io.modelrouter.chat.Usage;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEvent.BlockKind;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * Legal event sequences of any shape, the same for the same seed: blocks of all kinds, interleaved, in one or two
 * choices.
 */
final class RandomEvents {
    private static final List<String> WORDS =
            List.of("", " ", "a", "Grüße ", "\n\n", "\uD83D\uDE00", "\"quoted\" ", "end");
    private static final List<String> ARGUMENTS = List.of(
            "{}",
            "",
            "  {\"a\": 1.0, \"b\": [\"x\\n\", {}]}",
            "{\"text\":\"Grüße\"}",
            "[1,2]",
            "plain",
            "null",
            "\"x\"",
            "12");

    private final Random random;
    private final List<ChatEvent> events = new ArrayList<>();
    private Usage usage = Usage.NONE;
    private int nextIndex;

    private RandomEvents(long seed) {
        random = new Random(seed);
    }

    static List<ChatEvent> of(long seed) {
        return new RandomEvents(seed).make();
    }

    private List<ChatEvent> make() {
        events.add(
                new ChatEvent.MessageStarted(random.nextBoolean() ? "up-1" : null, random.nextBoolean() ? "x" : null));
        List<Deque<ChatEvent>> open = new ArrayList<>();
        int blocks = random.nextInt(7);
        while (blocks > 0 || !open.isEmpty()) {
            if (blocks > 0 && random.nextInt(4) == 0) {
                blocks--;
                open.add(block());
            } else if (!open.isEmpty()) {
                int chosen = random.nextInt(open.size());
                events.add(open.get(chosen).removeFirst());
                if (open.get(chosen).isEmpty()) {
                    open.remove(chosen);
                }
            }
            between();
        }
        events.add(new ChatEvent.Finished(reason(), random.nextBoolean() ? Usage.NONE : usage()));
        return events;
    }

    private void between() {
        switch (random.nextInt(12)) {
            case 0:
                events.add(new ChatEvent.UsageUpdated(usage()));
                break;
            case 1:
                events.add(
                        new ChatEvent.Unmapped(Dialect.GEMINI_GENERATE, RawJson.parse("{\"groundingMetadata\":{}}")));
                break;
            case 2:
                events.add(new ChatEvent.Unmapped(
                        Dialect.CLAUDE_MESSAGES,
                        RawJson.parse(
                                "{\"type\":\"server_tool_use\",\"id\":\"srv_1\",\"name\":\"s\",\"input\":{\"q\":1}}")));
                break;
            case 3:
                events.add(new ChatEvent.Unmapped(
                        Dialect.CLAUDE_MESSAGES, RawJson.parse("{\"container\":{\"id\":\"c\"}}")));
                break;
            default:
        }
    }

    /** Counts that grow, as those of a stream do. */
    private Usage usage() {
        usage = usage.max(Usage.builder()
                .input(random.nextInt(100))
                .cacheRead(random.nextInt(3))
                .output(random.nextInt(50))
                .build());
        return usage;
    }

    private FinishReason reason() {
        FinishReason.Kind[] kinds = FinishReason.Kind.values();
        FinishReason.Kind kind = kinds[random.nextInt(kinds.length)];
        return kind == FinishReason.Kind.ERROR
                ? new FinishReason(FinishReason.Kind.STOP, null)
                : new FinishReason(kind, random.nextBoolean() ? "word" : null);
    }

    private String word() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private Deque<ChatEvent> block() {
        int index = nextIndex++;
        int choice = random.nextInt(10) == 0 ? 1 : 0;
        Deque<ChatEvent> steps = new ArrayDeque<>();
        int kind = random.nextInt(BlockKind.values().length + 1);
        if (kind == BlockKind.values().length) {
            String id =
                    List.of("call_1", "a.b:c", "x".repeat(80), "toolu_" + index).get(random.nextInt(4));
            steps.add(new ChatEvent.ToolCallStarted(index, choice, id, "tool"));
            sign(index, steps);
            String arguments = ARGUMENTS.get(random.nextInt(ARGUMENTS.size()));
            int middle = random.nextInt(arguments.length() + 1);
            steps.add(new ChatEvent.ToolArgumentsDelta(index, arguments.substring(0, middle)));
            steps.add(new ChatEvent.ToolArgumentsDelta(index, arguments.substring(middle)));
            sign(index, steps);
        } else {
            steps.add(new ChatEvent.BlockStarted(index, choice, BlockKind.values()[kind]));
            for (int i = random.nextInt(4); i > 0; i--) {
                content(index, BlockKind.values()[kind], steps);
            }
        }
        steps.add(new ChatEvent.BlockEnded(index));
        return steps;
    }

    private void sign(int index, Deque<ChatEvent> steps) {
        if (random.nextInt(4) == 0) {
            steps.add(new ChatEvent.ReasoningSigned(index, "sig-" + random.nextInt(99), random.nextInt(5) == 0));
        }
    }

    private void content(int index, BlockKind kind, Deque<ChatEvent> steps) {
        switch (kind) {
            case REASONING:
                steps.add(new ChatEvent.ReasoningDelta(index, word()));
                sign(index, steps);
                break;
            case MEDIA:
                Media media = random.nextBoolean()
                        ? new Media("image/png", "AAAA", null)
                        : new Media(null, null, "https://example.com/x");
                steps.add(new ChatEvent.MediaProduced(index, media));
                sign(index, steps);
                break;
            case TEXT:
                steps.add(new ChatEvent.TextDelta(index, word()));
                sign(index, steps);
                if (random.nextInt(5) == 0) {
                    String url = random.nextBoolean() ? "https://example.com" : null;
                    steps.add(new ChatEvent.CitationAdded(
                            index,
                            new Citation(url, "T", "c", 0, 1, Dialect.OPENAI_CHAT, RawJson.parse("{\"type\":\"x\"}"))));
                }
                break;
            default:
                steps.add(new ChatEvent.TextDelta(index, word()));
        }
    }
}
