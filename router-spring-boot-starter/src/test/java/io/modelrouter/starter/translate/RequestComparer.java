package io.modelrouter.starter.translate;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
import io.modelrouter.chat.MediaSource;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Source;
import io.modelrouter.chat.Tool;
import io.modelrouter.chat.ToolChoice;
import io.modelrouter.chat.Turn;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.starter.translate.Conversation.Speaker;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Finds what a request lost in silence on its way into another dialect: every difference between the original and what
 * the other dialect's own reader makes of the written request, but for those that a loss accounts for. A loss that says
 * "approximated" does not excuse that words are gone.
 */
final class RequestComparer {
    private final ChatRequest from;
    private final ChatRequest to;
    private final Dialect target;
    private final LossCover cover;
    private final boolean thereAndBack;
    private final Conversation original;
    private final Conversation written;
    private final String everything;
    private final ToolNames names;
    /** Where each call of the original stands among the written ones; -2 for those that are gone. */
    private final List<Integer> positions = new ArrayList<>();

    private final List<String> differences = new ArrayList<>();

    private RequestComparer(ChatRequest from, ChatRequest to, Dialect target, List<Loss> losses, boolean thereAndBack) {
        this.thereAndBack = thereAndBack;
        this.from = from;
        this.to = to;
        this.target = target;
        this.cover = new LossCover(losses);
        this.original = new Conversation(from);
        this.written = new Conversation(to);
        this.everything = written.everything();
        this.names = new ToolNames(from);
    }

    /**
     * @param target the dialect through which it went
     */
    static List<String> differences(ChatRequest from, ChatRequest to, Dialect target, List<Loss> losses) {
        RequestComparer comparer = new RequestComparer(from, to, target, losses, false);
        comparer.compare();
        return comparer.differences;
    }

    /** As {@link #differences}, for a request that came back into its own dialect, whose places may have changed. */
    static List<String> differencesBack(ChatRequest from, ChatRequest to, Dialect through, List<Loss> losses) {
        RequestComparer comparer = new RequestComparer(from, to, through, losses, true);
        comparer.compare();
        return comparer.differences;
    }

    private void compare() {
        for (Speaker speaker : Speaker.values()) {
            compareText(speaker);
        }
        compareRoles();
        compareCalls();
        compareResults();
        compareMedia(original.media, thereAndBack ? written.allMedia() : written.media);
        compareReasoning();
        compareTools();
        for (PromptBlock.Foreign foreign : original.foreign) {
            if (foreign.dialect() != target && cover.of(foreign.source().path()).isEmpty()) {
                differ(foreign.source().path(), "is gone in silence");
            }
        }
        // Told once, for the first piece that has one.
        if (!original.marks.isEmpty()
                && written.marks.isEmpty()
                && original.marks.keySet().stream().noneMatch(cover::near)
                && !cover.anywhere("cache_control", "prompt_cache_breakpoint")) {
            differ(original.marks.keySet().iterator().next(), "lost its cache mark");
        }
        for (String path : original.cited) {
            if (written.cited.isEmpty() && !cover.near(path)) {
                differ(path, "lost its citations");
            }
        }
        original.names.forEach((path, turn) -> {
            boolean kept = written.names.values().stream().anyMatch(other -> Objects.equals(other.name(), turn.name()));
            if (!kept && !cover.near(path)) {
                differ(path, "lost its name");
            }
        });
        unread();
        for (String extra : from.extras().keySet()) {
            if (from.dialect() != target && from.severity(extra) != null && !cover.near(extra)) {
                differ(extra, "(a member without a word) is gone in silence");
            }
        }
        ParamComparer.compare(from, to, target, names, cover, differences);
    }

    /** Left out with a reason, so that nothing in it needs a reason of its own. */
    private boolean gone(String path) {
        Optional<Loss> loss = cover.of(path);
        return loss.isPresent() && loss.orElseThrow().severity() != Loss.Severity.APPROXIMATED;
    }

    private void differ(String path, String what) {
        differences.add(path + " " + what);
    }

    // Words.

    private void compareText(Speaker speaker) {
        String there = written.text(speaker);
        int at = 0;
        int found = 0;
        for (Conversation.Said said : original.said) {
            if (said.speaker() != speaker) {
                continue;
            }
            int next = there.indexOf(said.text(), at);
            if (next >= 0) {
                at = next + said.text().length();
                found += said.text().length();
            } else {
                missing(said);
            }
        }
        if (found < there.length() && !cover.anyApproximated() && !hasWrittenDocument()) {
            differ("", "has " + (there.length() - found) + " characters more from the " + speaker);
        }
    }

    /** A document that may have become a text, which is then named by the worst that befell it. */
    private boolean hasWrittenDocument() {
        return original.allMedia().stream()
                .anyMatch(media -> media.content() instanceof MediaSource.Written
                        && cover.of(media.source().path()).isPresent());
    }

    private void missing(Conversation.Said said) {
        Optional<Loss> loss = cover.of(said.path());
        if (loss.isEmpty()) {
            differ(said.path(), "(" + said.role() + " text) is gone in silence: " + brief(said.text()));
        } else if (loss.orElseThrow().severity() == Loss.Severity.APPROXIMATED && !everything.contains(said.text())) {
            differ(said.path(), "(" + said.role() + " text) is gone, and not approximated: " + brief(said.text()));
        }
    }

    private static String brief(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }

    /** Instructions that stand elsewhere, or that the other dialect takes for those of another role. */
    private void compareRoles() {
        List<Conversation.Said> there = written.said.stream()
                .filter(one -> one.speaker() == Speaker.OPERATOR)
                .toList();
        for (Conversation.Said said : original.said) {
            if (said.speaker() != Speaker.OPERATOR || cover.near(said.path()) || cover.near(parent(said.path()))) {
                continue;
            }
            List<Conversation.Said> same = there.stream()
                    .filter(other -> other.text().contains(said.text()))
                    .toList();
            if (!same.isEmpty() && same.stream().noneMatch(other -> other.role() == said.role() || isFirst(said))) {
                differ(said.path(), "became an instruction of another role");
            }
            if (!same.isEmpty()
                    && said.before() > 0
                    && !thereAndBack
                    && same.stream().allMatch(other -> other.before() == 0)) {
                differ(said.path(), "was moved before the conversation");
            }
        }
    }

    /** A developer's word before the conversation is what other dialects call the system prompt. */
    private boolean isFirst(Conversation.Said said) {
        return said.before() == 0 && said.role() == Turn.Role.SYSTEM;
    }

    private static String parent(String path) {
        int dot = path.lastIndexOf(".content");
        return dot < 0 ? path : path.substring(0, dot);
    }

    // Tools called.

    private void compareCalls() {
        int next = 0;
        for (Conversation.Called called : original.calls) {
            int at = next;
            while (at < written.calls.size()
                    && !isTwin(called.call(), written.calls.get(at).call())) {
                at++;
            }
            if (at < written.calls.size()) {
                positions.add(at);
                if (at > next) {
                    differ(
                            called.path(),
                            "has a call before it that nobody made: "
                                    + written.calls.get(next).call());
                }
                next = at + 1;
            } else {
                positions.add(-2);
                if (cover.of(called.path()).isEmpty() && !cover.near(called.path() + ".arguments")) {
                    differ(called.path(), "(call of " + called.call().name() + ") is gone or another");
                }
            }
        }
        if (next < written.calls.size() && !positions.contains(-2)) {
            differ(
                    "",
                    "calls at the end what nobody called: "
                            + written.calls.get(next).call());
        }
    }

    private boolean isTwin(PromptBlock.ToolCall call, PromptBlock.ToolCall other) {
        boolean sameName = other.name().equals(names.written(call))
                || other.name().equals(call.name()) && Objects.equals(other.namespace(), call.namespace());
        return sameName && sameArguments(call, other);
    }

    private boolean sameArguments(PromptBlock.ToolCall call, PromptBlock.ToolCall other) {
        JsonNode there = AnswerMeaning.arguments(other.arguments());
        if (call.custom() && !other.custom()) {
            return there.path("input").asString("").equals(call.arguments());
        }
        if (call.custom()) {
            return call.arguments().equals(other.arguments());
        }
        JsonNode here = AnswerMeaning.arguments(call.arguments());
        // Encoded twice by the caller; what it means is the object.
        JsonNode meant = here.isString() ? AnswerMeaning.arguments(here.asString()) : here;
        return Canonical.of(here).equals(Canonical.of(there))
                || Canonical.of(meant).equals(Canonical.of(there));
    }

    private void compareResults() {
        for (Conversation.Answered answered : original.results) {
            int call = answered.call() < 0 ? -1 : positions.get(answered.call());
            if (call == -2) {
                continue;
            }
            List<Conversation.Answered> same = written.results.stream()
                    .filter(other -> other.call() == call)
                    .toList();
            Optional<Conversation.Answered> twin = same.stream()
                    .filter(other ->
                            Conversation.resultText(other.result()).equals(Conversation.resultText(answered.result())))
                    .findFirst();
            if (same.isEmpty() && cover.of(answered.path()).isEmpty()) {
                differ(answered.path(), "(result of call " + answered.call() + ") is gone");
            } else if (!same.isEmpty() && twin.isEmpty() && !cover.near(answered.path())) {
                differ(
                        answered.path(),
                        "(result) says something else: "
                                + brief(Conversation.resultText(same.get(0).result())));
            }
            PromptBlock.ToolResult other = twin.or(() -> same.stream().findFirst())
                    .map(Conversation.Answered::result)
                    .orElse(null);
            if (other == null) {
                continue;
            }
            if (other.error() != answered.result().error() && !cover.near(answered.path())) {
                differ(answered.path(), "(result) no longer says whether the tool failed");
            }
            List<PromptBlock.Media> inside = new ArrayList<>(Conversation.resultMedia(other));
            if (thereAndBack || cover.anyApproximated()) {
                inside.addAll(written.media); // which may follow the result
            }
            compareMedia(Conversation.resultMedia(answered.result()), inside);
        }
    }

    // Media, reasoning.

    private void compareMedia(List<PromptBlock.Media> all, List<PromptBlock.Media> others) {
        List<PromptBlock.Media> left = new ArrayList<>(others);
        for (PromptBlock.Media media : all) {
            String path = media.source().path();
            Optional<PromptBlock.Media> twin =
                    left.stream().filter(other -> sameContent(media, other)).findFirst();
            if (twin.isEmpty()) {
                Optional<Loss> loss = cover.of(path);
                if (loss.isEmpty() && !cover.near(path)) {
                    differ(path, "(" + media.kind() + ") is gone in silence");
                } else if (media.content() instanceof MediaSource.Written words
                        && !gone(path)
                        && !everything.contains(Conversation.squeezed(words.text()))) {
                    differ(path, "(document) is gone, and not approximated");
                }
                continue;
            }
            PromptBlock.Media other = twin.orElseThrow();
            left.remove(other);
            if (media.kind() != other.kind() && !cover.near(path)) {
                differ(path, "became " + other.kind());
            }
            if (!cover.near(path)) {
                attribute(path, "detail", media.detail(), other.detail());
                attribute(path, "name", media.name(), other.name());
                attribute(path, "citable", media.citable(), other.citable());
            }
        }
    }

    private void attribute(String path, String what, Object value, Object other) {
        if (value != null && !value.equals(other) && !value.equals("auto")) {
            differ(path, "lost its " + what + " " + value);
        }
    }

    private static boolean sameContent(PromptBlock.Media one, PromptBlock.Media other) {
        return content(one.content()).equals(content(other.content()));
    }

    private static String content(MediaSource source) {
        if (source instanceof MediaSource.Inline inline) {
            return "inline " + inline.base64();
        }
        if (source instanceof MediaSource.Address address) {
            return "at " + address.url();
        }
        if (source instanceof MediaSource.Written words) {
            return "text " + words.text();
        }
        // A vendor's file may be an address too.
        return "at " + ((MediaSource.Uploaded) source).id();
    }

    private void compareReasoning() {
        for (PromptBlock.Reasoning reasoning : original.reasoning) {
            String path = reasoning.source().path();
            String text = Conversation.squeezed(reasoning.text());
            boolean kept = text.isEmpty()
                    || written.reasoning.stream()
                            .map(other -> Conversation.squeezed(other.text()))
                            .anyMatch(other -> other.contains(text));
            if (!kept && cover.of(path).isEmpty()) {
                differ(path, "(reasoning) is gone in silence");
            }
        }
        original.signatures.forEach((value, path) -> {
            if (!written.signatures.containsKey(value) && !cover.near(path)) {
                differ(path, "lost its signature");
            }
        });
    }

    // Tools offered.

    private void compareTools() {
        for (Tool tool : from.tools()) {
            String path = tool.source().path();
            Optional<Tool> twin =
                    to.tools().stream().filter(other -> isTwin(tool, other)).findFirst();
            if (twin.isEmpty()) {
                if (cover.of(path).isEmpty() && isAllowed(tool)) {
                    differ(path, "(tool " + tool.name() + ") is gone in silence");
                }
            } else if (tool instanceof Tool.Function function && twin.orElseThrow() instanceof Tool.Function other) {
                compareFunction(function, other);
            }
        }
        List<String> order = from.tools().stream()
                .flatMap(tool ->
                        to.tools().stream().filter(other -> isTwin(tool, other)).limit(1))
                .map(Tool::name)
                .collect(Collectors.toList());
        List<String> there =
                to.tools().stream().map(Tool::name).filter(order::contains).collect(Collectors.toList());
        if (!order.equals(there) && from.tools().stream().allMatch(Tool.Function.class::isInstance)) {
            differ("tools", "stand in another order: " + there + " instead of " + order);
        }
    }

    /** A tool that may not be called need not be offered. */
    private boolean isAllowed(Tool tool) {
        ToolChoice choice = from.get(Param.TOOL_CHOICE);
        return choice == null || choice.names().isEmpty() || choice.names().contains(tool.name());
    }

    private boolean isTwin(Tool tool, Tool other) {
        if (tool instanceof Tool.Server server) {
            return other instanceof Tool.Server there && there.kind() == server.kind();
        }
        String namespace =
                tool instanceof Tool.Function function ? function.namespace() : ((Tool.Custom) tool).namespace();
        String otherNamespace = other instanceof Tool.Function function
                ? function.namespace()
                : other instanceof Tool.Custom custom ? custom.namespace() : null;
        return !(other instanceof Tool.Server)
                && (other.name().equals(names.written(namespace, tool.name()))
                        || other.name().equals(tool.name()) && Objects.equals(namespace, otherNamespace));
    }

    private void compareFunction(Tool.Function function, Tool.Function other) {
        String path = function.source().path();
        if (cover.near(path)) {
            return;
        }
        attribute(path, "description", function.description(), other.description());
        if (Boolean.TRUE.equals(function.strict())) {
            attribute(path, "strictness", true, other.strict());
        }
        if (function.parameters() != null) {
            String schema = Canonical.of(Corpus.json(function.parameters().toBytes()));
            String there = other.parameters() == null
                    ? "none"
                    : Canonical.of(Corpus.json(other.parameters().toBytes()));
            if (!schema.equals(there)) {
                differ(path, "has another schema: " + brief(there));
            }
        }
        if (function.cache() != null && other.cache() == null && !cover.anywhere("cache_control")) {
            differ(path, "lost its cache mark");
        }
    }

    /** Members without a word in the model. */
    private void unread() {
        List<Source> sources = new ArrayList<>();
        for (Turn turn : from.turns()) {
            sources.add(turn.source());
            for (PromptBlock block : turn.blocks()) {
                sources.add(block.source());
                if (block instanceof PromptBlock.ToolResult result) {
                    result.content().forEach(part -> sources.add(part.source()));
                }
            }
        }
        from.tools().forEach(tool -> sources.add(tool.source()));
        for (Source source : sources) {
            for (String member : source.unread()) {
                if (source.dialect() != target && !cover.near(source.path() + "." + member)) {
                    differ(source.path() + "." + member, "(a member without a word) is gone in silence");
                }
            }
        }
    }
}
