package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.Thinking;
import io.modelrouter.chat.ToolChoice;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads a chat request into neutral words. */
final class OpenAiChatRequestReader {
    /** Read elsewhere, or telling the router and not the model. */
    private static final Set<String> SAID_ELSEWHERE =
            Set.of("model", "messages", "tools", "functions", "stream", "stream_options", "web_search_options");

    private final RawJson json;
    private final ChatRequest.Builder builder;
    private boolean thinkingIsSet;

    private OpenAiChatRequestReader(RouterRequest request) {
        this.json = request.json();
        this.builder = ChatRequest.builder(Dialect.OPENAI_CHAT, request.model()).stream(request.stream());
    }

    static ChatRequest read(RouterRequest request) {
        return new OpenAiChatRequestReader(request).read();
    }

    private ChatRequest read() {
        Map<String, RawJson> members = json.members();
        messages();
        tools();
        OpenAiChatSettingsReader settings = new OpenAiChatSettingsReader(builder);
        for (String name : OpenAiChatThinkingReader.MEMBERS) {
            thinking(name);
        }
        choice();
        for (Map.Entry<String, RawJson> member : members.entrySet()) {
            String name = member.getKey();
            if (SAID_ELSEWHERE.contains(name)
                    || OpenAiChatThinkingReader.MEMBERS.contains(name)
                    || name.equals("tool_choice")
                    || name.equals("function_call")) {
                continue;
            }
            JsonNode value = tree(member.getValue());
            boolean older = name.equals("max_tokens") && says(members.get("max_completion_tokens"))
                    || name.equals("safety_identifier") && says(members.get("user"))
                    || name.equals("random_seed") && says(members.get("seed"));
            if (JsonTree.saysSomething(value) && (older || !settings.take(name, value))) {
                builder.extra(name, member.getValue());
            }
        }
        return builder.build();
    }

    private void messages() {
        OpenAiChatMessageReader reader = new OpenAiChatMessageReader();
        List<RawJson> messages = elements("messages");
        for (int i = 0; i < messages.size(); i++) {
            builder.turn(reader.read(messages.get(i), "messages." + i));
        }
    }

    private void tools() {
        List<RawJson> tools = elements("tools");
        for (int i = 0; i < tools.size(); i++) {
            requireObject(tools.get(i), "tools." + i);
            builder.tool(OpenAiChatToolReader.tool(tools.get(i), "tools." + i));
        }
        List<RawJson> functions = elements("functions");
        for (int i = 0; i < functions.size(); i++) {
            requireObject(functions.get(i), "functions." + i);
            builder.tool(OpenAiChatToolReader.legacy(functions.get(i), "functions." + i));
        }
        if (!functions.isEmpty() && tools.isEmpty()) {
            // The old answer has room for one call.
            builder.set(Param.PARALLEL_TOOL_CALLS, false, "functions");
        }
        json.get("web_search_options")
                .filter(options -> options.kind() == RawJson.Kind.OBJECT)
                .ifPresent(options -> builder.tool(OpenAiChatToolReader.webSearch(options, "web_search_options")));
    }

    private void choice() {
        json.get("function_call").filter(value -> !value.isNull()).ifPresent(value -> {
            ToolChoice choice = OpenAiChatToolReader.legacyChoice(tree(value));
            chosen("function_call", choice, value);
        });
        json.get("tool_choice").filter(value -> !value.isNull()).ifPresent(value -> {
            ToolChoice choice = OpenAiChatToolReader.choice(tree(value));
            chosen("tool_choice", choice, value);
        });
    }

    private void chosen(String name, @Nullable ToolChoice choice, RawJson value) {
        if (choice == null) {
            builder.extra(name, value);
        } else {
            builder.set(Param.TOOL_CHOICE, choice, name);
        }
    }

    private void thinking(String name) {
        RawJson value = json.get(name).filter(member -> !member.isNull()).orElse(null);
        if (value == null) {
            return;
        }
        JsonNode tree = tree(value);
        Thinking thinking = OpenAiChatThinkingReader.read(name, tree);
        if (thinking == null || thinkingIsSet) {
            if (JsonTree.saysSomething(tree)) {
                builder.extra(name, value);
            }
            return;
        }
        thinkingIsSet = true;
        builder.set(Param.THINKING, thinking, name);
        for (Map.Entry<String, RawJson> member : value.members().entrySet()) {
            if (!OpenAiChatThinkingReader.known(name).contains(member.getKey())
                    && JsonTree.saysSomething(tree.get(member.getKey()))) {
                builder.extra(name + "." + member.getKey(), member.getValue());
            }
        }
    }

    private List<RawJson> elements(String name) {
        return json.get(name).map(RawJson::elements).orElse(List.of());
    }

    private static void requireObject(RawJson value, String path) {
        if (value.kind() != RawJson.Kind.OBJECT) {
            throw RouterException.of(RouterErrorCode.INVALID_REQUEST, "a tool must be an object")
                    .param(path)
                    .build();
        }
    }

    private static boolean says(@Nullable RawJson value) {
        return value != null && !value.isNull();
    }

    private static JsonNode tree(RawJson value) {
        JsonNode node = JsonTree.read(value.toBytes());
        return node == null ? JsonNodeFactory.instance.nullNode() : node;
    }
}
