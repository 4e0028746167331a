package io.modelrouter.starter.translate;

import io.modelrouter.chat.CacheMark;
import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.MediaSource;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Turn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A request's turns laid out for a comparison: what stands where, apart from how turns and blocks are cut. */
final class Conversation {
    enum Speaker {
        OPERATOR,
        USER,
        MODEL
    }

    /** Text with the whitespace taken out; {@code before} counts the pieces of the conversation that stand before it. */
    record Said(Speaker speaker, Turn.Role role, String text, int before, String path) {}

    /** A call, and where it stands among all calls. */
    record Called(PromptBlock.ToolCall call, String path) {}

    /** A result, and which call it answers: its position among all calls, -1 for none. */
    record Answered(PromptBlock.ToolResult result, int call, String path) {}

    final List<Said> said = new ArrayList<>();
    final List<Called> calls = new ArrayList<>();
    final List<Answered> results = new ArrayList<>();
    final List<PromptBlock.Media> media = new ArrayList<>();
    final List<PromptBlock.Reasoning> reasoning = new ArrayList<>();
    final List<PromptBlock.Foreign> foreign = new ArrayList<>();
    /** Path of the piece by value of the signature. */
    final Map<String, String> signatures = new LinkedHashMap<>();

    final Map<String, CacheMark> marks = new LinkedHashMap<>();
    final Map<String, Turn> names = new LinkedHashMap<>();
    final Set<String> cited = new HashSet<>();
    private int pieces;

    Conversation(ChatRequest request) {
        for (Turn turn : request.turns()) {
            if (turn.name() != null) {
                names.put(turn.source().path(), turn);
            }
            for (PromptBlock block : turn.blocks()) {
                add(turn, block);
            }
        }
    }

    private static Speaker speaker(Turn.Role role) {
        if (role.isInstruction()) {
            return Speaker.OPERATOR;
        }
        return role == Turn.Role.USER ? Speaker.USER : Speaker.MODEL;
    }

    private void add(Turn turn, PromptBlock block) {
        String path = block.source().path();
        if (block instanceof PromptBlock.Text text) {
            say(turn, text.text(), path);
            sign(text.signature(), path);
            mark(text.cache(), path);
            if (!text.citations().isEmpty()) {
                cited.add(path);
            }
        } else if (block instanceof PromptBlock.Refusal refusal) {
            say(turn, refusal.text(), path);
        } else if (block instanceof PromptBlock.Media one) {
            media.add(one);
            sign(one.signature(), path);
            mark(one.cache(), path);
        } else if (block instanceof PromptBlock.Reasoning one) {
            reasoning.add(one);
            sign(one.signature(), path);
        } else if (block instanceof PromptBlock.ToolCall call) {
            calls.add(new Called(call, path));
            sign(call.signature(), path);
            mark(call.cache(), path);
        } else if (block instanceof PromptBlock.ToolResult result) {
            results.add(new Answered(result, callOf(result), path));
            mark(result.cache(), path);
        } else if (block instanceof PromptBlock.Foreign other) {
            foreign.add(other);
        }
        if (!turn.role().isInstruction()) {
            pieces++;
        }
    }

    /** The latest call of that id: clients may use an id a second time in a later round. */
    private int callOf(PromptBlock.ToolResult result) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            if (calls.get(i).call().id().equals(result.callId())) {
                return i;
            }
        }
        return -1;
    }

    private void say(Turn turn, String text, String path) {
        String squeezed = squeezed(text);
        if (!squeezed.isEmpty()) {
            said.add(new Said(speaker(turn.role()), turn.role(), squeezed, pieces, path));
        }
    }

    private void sign(Signature signature, String path) {
        if (signature != null) {
            signatures.put(signature.value(), path);
        }
    }

    private void mark(CacheMark cache, String path) {
        if (cache != null) {
            marks.put(path, cache);
        }
    }

    /** Everything one of them says, in order. */
    String text(Speaker speaker) {
        StringBuilder all = new StringBuilder();
        said.stream().filter(one -> one.speaker() == speaker).forEach(one -> all.append(one.text()));
        return all.toString();
    }

    /** All words of the request, wherever they stand. */
    String everything() {
        StringBuilder all = new StringBuilder();
        for (Speaker speaker : Speaker.values()) {
            all.append(text(speaker)).append('\n');
        }
        calls.forEach(one -> all.append(squeezed(one.call().arguments())).append('\n'));
        results.forEach(one -> all.append(resultText(one.result())).append('\n'));
        reasoning.forEach(one -> all.append(squeezed(one.text())).append('\n'));
        for (PromptBlock.Media one : media) {
            if (one.content() instanceof MediaSource.Written written) {
                all.append(squeezed(written.text())).append('\n');
            }
        }
        return all.toString();
    }

    /** The text of a result, without whitespace; JSON in one spelling. */
    static String resultText(PromptBlock.ToolResult result) {
        StringBuilder all = new StringBuilder();
        for (PromptBlock block : result.content()) {
            if (block instanceof PromptBlock.Text text) {
                all.append(text.text());
            }
        }
        try {
            return squeezed(Canonical.of(Corpus.json(all.toString())));
        } catch (tools.jackson.core.JacksonException e) {
            return squeezed(all.toString());
        }
    }

    static List<PromptBlock.Media> resultMedia(PromptBlock.ToolResult result) {
        return result.content().stream()
                .filter(PromptBlock.Media.class::isInstance)
                .map(PromptBlock.Media.class::cast)
                .toList();
    }

    /** All media, those of results too. */
    List<PromptBlock.Media> allMedia() {
        List<PromptBlock.Media> all = new ArrayList<>(media);
        results.forEach(one -> all.addAll(resultMedia(one.result())));
        return all;
    }

    static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
