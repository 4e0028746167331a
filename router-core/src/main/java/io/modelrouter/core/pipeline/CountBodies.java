package io.modelrouter.core.pipeline;

import io.modelrouter.request.RouterRequest;
import io.modelrouter.request.TokenCountRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.JsonEdit;
import io.modelrouter.wire.RawJson;
import io.modelrouter.wire.WireBody;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is sent to endpoints that count. They take the members of a chat that are part of the prompt, and refuse others.
 * Overrides of a channel are not applied: they are made for what generates.
 */
final class CountBodies {
    /** <a href="https://platform.claude.com/docs/en/api/messages/count_tokens">Count tokens in a Message</a>, 2026-11. */
    private static final Set<String> CLAUDE = Set.of(
            "model",
            "messages",
            "system",
            "tools",
            "tool_choice",
            "thinking",
            "cache_control",
            "context_management",
            "mcp_servers",
            "output_config",
            "output_format",
            "speed");

    /** <a href="https://platform.openai.com/docs/api-reference/responses/input-tokens">Input token counts</a>, 2026-11. */
    private static final Set<String> RESPONSES = Set.of(
            "model",
            "input",
            "instructions",
            "conversation",
            "previous_response_id",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "reasoning",
            "text",
            "truncation",
            "personality");

    /** <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseTokensRequest.html">2026-11</a>. */
    private static final Set<String> CONVERSE =
            Set.of("messages", "system", "toolConfig", "additionalModelRequestFields");

    /** <a href="https://docs.cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.endpoints/countTokens">2026-11</a>. */
    private static final Set<String> VERTEX = Set.of("contents", "systemInstruction", "tools", "generationConfig");

    private static final String WRAPPER = "generateContentRequest";
    private static final String SNAKE_WRAPPER = "generate_content_request";
    private static final String RESOURCE = "models/";

    private CountBodies() {}

    /** The dialects that have such an endpoint. */
    static final List<Dialect> DIALECTS = List.of(
            Dialect.OPENAI_RESPONSES, Dialect.CLAUDE_MESSAGES, Dialect.GEMINI_GENERATE, Dialect.BEDROCK_CONVERSE);

    /** The caller's own bytes where it sent such a body, with the model replaced. */
    static WireBody own(TokenCountRequest request, String model, String channelType) {
        RawJson wire = request.wire().orElse(null);
        if (wire == null) {
            return ofChat(request.dialect(), request.prompt().json(), model, channelType);
        }
        if (request.dialect() == Dialect.GEMINI_GENERATE) {
            return ownGemini(request.prompt(), wire, model, channelType);
        }
        JsonEdit edit = wire.edit();
        if (!request.model().equals(model)) {
            edit.set("model", RawJson.of(model));
        }
        return edit.toBody();
    }

    private static WireBody ownGemini(RouterRequest prompt, RawJson wire, String model, String channelType) {
        String wrapper = wire.get(SNAKE_WRAPPER).isPresent() ? SNAKE_WRAPPER : WRAPPER;
        boolean wrapped = wire.get(wrapper).filter(value -> !value.isNull()).isPresent();
        if (wrapped && isVertex(channelType)) {
            return ofChat(Dialect.GEMINI_GENERATE, prompt.json(), model, channelType);
        }
        JsonEdit edit = wire.edit();
        replace(wire, edit, wrapped ? List.of(wrapper, "model") : List.of("model"), model);
        return edit.toBody();
    }

    /** A name that is there is written anew where it is another one, as the resource that it was. */
    private static void replace(RawJson wire, JsonEdit edit, List<String> path, String model) {
        String said =
                wire.at(path.toArray(String[]::new)).flatMap(RawJson::asString).orElse(null);
        if (said != null && !plain(said).equals(plain(model))) {
            edit.set(path, RawJson.of(resource(model)));
        }
    }

    /** Of a request of a chat in this dialect, without what steers the answer alone. */
    static WireBody ofChat(Dialect dialect, RawJson chat, String model, String channelType) {
        RawJson body;
        if (dialect == Dialect.GEMINI_GENERATE) {
            body = gemini(chat, model, channelType);
        } else if (dialect == Dialect.BEDROCK_CONVERSE) {
            body = RawJson.object(only(chat, CONVERSE));
        } else {
            Map<String, RawJson> members = only(chat, dialect == Dialect.CLAUDE_MESSAGES ? CLAUDE : RESPONSES);
            members.put("model", RawJson.of(model));
            body = RawJson.object(members);
        }
        return WireBody.of(body.toBytes());
    }

    private static Map<String, RawJson> only(RawJson chat, Set<String> taken) {
        Map<String, RawJson> members = new LinkedHashMap<>();
        chat.members().forEach((name, value) -> {
            if (taken.contains(name)) {
                members.put(name, value);
            }
        });
        return members;
    }

    /**
     * The Gemini API counts no more than {@code contents} unless the whole request comes in a member
     * (<a href="https://ai.google.dev/api/tokens">2026-11</a>); Vertex knows no such member and takes the rest beside them
     * (recording {@code pydantic-test-google-vertexai-model-usage-limit-exceeded-0-74b8a81c}).
     */
    private static RawJson gemini(RawJson chat, String model, String channelType) {
        if (isVertex(channelType)) {
            return RawJson.object(only(camelCase(chat), VERTEX));
        }
        Map<String, RawJson> request = new LinkedHashMap<>();
        request.put("model", RawJson.of(resource(model)));
        request.putAll(chat.members());
        return RawJson.object(Map.of(WRAPPER, RawJson.object(request)));
    }

    /** Google takes both names of a member; the one that is not camel case is written anew. */
    private static RawJson camelCase(RawJson chat) {
        RawJson renamed = chat;
        for (Map.Entry<String, String> name :
                Map.of("system_instruction", "systemInstruction", "generation_config", "generationConfig")
                        .entrySet()) {
            RawJson value = chat.get(name.getKey()).orElse(null);
            renamed = value == null ? renamed : renamed.without(name.getKey()).with(name.getValue(), value);
        }
        return renamed;
    }

    private static boolean isVertex(String channelType) {
        return channelType.startsWith("vertex");
    }

    private static String plain(String model) {
        return model.startsWith(RESOURCE) ? model.substring(RESOURCE.length()) : model;
    }

    private static String resource(String model) {
        return model.startsWith(RESOURCE) || model.startsWith("tunedModels/") ? model : RESOURCE + model;
    }
}
