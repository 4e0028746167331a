package io.modelrouter.providers.demo;

import io.modelrouter.providers.demo.DemoAsk.Said;
import io.modelrouter.providers.demo.DemoAsk.Tool;
import io.modelrouter.providers.demo.DemoAsk.Tools;
import io.modelrouter.providers.demo.DemoAsk.Wish;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI Responses: reading. {@link DemoResponsesObject} and {@link DemoResponsesStream} write. Nothing is stored, so an
 * earlier response cannot be continued by its id; the input of the request alone counts.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses">the vendor's reference</a>
 */
final class DemoResponses implements DemoDialect {

    @Override
    public DemoReply refuse(DemoRefusal refusal, DemoIds ids) {
        return DemoOpenAi.refuse(refusal, ids);
    }

    @Override
    public DemoReply answer(ObjectNode body, Setting setting) throws DemoRefusal {
        DemoAsk ask = read(body, DemoJson.text(body, "model", setting.model()));
        DemoTurn turn = DemoScript.play(ask).get(0);
        DemoIds ids = setting.ids();
        DemoResponsesObject object = new DemoResponsesObject(body, ask, turn, ids, setting.clock());
        if (!body.path("stream").booleanValue(false)) {
            // Only whole answers tell who pays.
            ObjectNode whole = object.finished();
            whole.putObject("billing").put("payer", "developer");
            return DemoReply.whole(
                    200, DemoOpenAi.headers("application/json", ids).build(), DemoJson.write(whole));
        }
        return new DemoReply(
                200,
                DemoOpenAi.headers("text/event-stream; charset=utf-8", ids).build(),
                new DemoResponsesStream(object, turn).frames().iterator(setting.cut()));
    }

    private static DemoAsk read(ObjectNode body, String model) throws DemoRefusal {
        JsonNode input = body.path("input");
        boolean elsewhere = DemoJson.has(body, "prompt")
                || DemoJson.has(body, "previous_response_id")
                || DemoJson.has(body, "conversation");
        if (!input.isString() && !input.isArray() && !elsewhere) {
            throw DemoRefusal.badRequest("'input' must be a string or a list of items.", "input");
        }
        JsonNode format = body.path("text").path("format");
        Wish wish = new Wish(
                thinks(body.path("reasoning")),
                DemoJson.text(format, "type", "text").startsWith("json"),
                format.has("schema") ? format.path("schema") : null,
                DemoJson.limit(body, "max_output_tokens"),
                List.of(),
                1);
        Said said = input.isString() ? new Said(input.stringValue(), List.of()) : said(input);
        return new DemoAsk(model, TokenGuess.prompt(body), said, tools(body), wish);
    }

    private static boolean thinks(JsonNode reasoning) {
        String effort = DemoJson.text(reasoning, "effort");
        if (effort != null) {
            return !effort.equals("none");
        }
        return DemoJson.has(reasoning, "summary") || DemoJson.has(reasoning, "generate_summary");
    }

    private static Said said(JsonNode input) {
        List<String> results = new ArrayList<>();
        boolean lastTurn = true;
        for (int i = input.size() - 1; i >= 0; i--) {
            JsonNode item = input.get(i);
            String type = DemoJson.text(item, "type", "message");
            String role = DemoJson.text(item, "role", "");
            if (type.endsWith("_output")) {
                if (lastTurn) {
                    results.add(0, DemoJson.flatText(item.path("output")));
                }
            } else if (role.equals("user")) {
                return new Said(DemoJson.lastText(item.path("content")), results);
            } else if (!role.equals("developer") && !role.equals("system")) {
                lastTurn = false;
            }
        }
        return new Said("", results);
    }

    private static Tools tools(JsonNode body) {
        List<Tool> offered = new ArrayList<>();
        for (JsonNode tool : body.path("tools").values()) {
            if (DemoJson.text(tool, "type", "").equals("namespace")) {
                for (JsonNode inner : tool.path("tools").values()) {
                    add(offered, inner, DemoJson.text(tool, "name", ""));
                }
            } else {
                add(offered, tool, "");
            }
        }
        JsonNode choice = body.path("tool_choice");
        List<Tool> usable = offered;
        String forced = DemoJson.text(choice, "name");
        if (DemoJson.text(choice, "type", "").equals("allowed_tools")) {
            List<String> allowed = new ArrayList<>();
            choice.path("tools").values().forEach(tool -> {
                allowed.add(DemoJson.text(tool, "name", ""));
            });
            usable = offered.stream()
                    .filter(tool -> allowed.contains(tool.name()))
                    .toList();
        }
        return new Tools(
                usable,
                !choice.stringValue("").equals("none"),
                forced,
                body.path("parallel_tool_calls").booleanValue(true));
    }

    /** Functions and custom tools are the caller's to run; what the vendor runs itself the demo cannot call. */
    private static void add(List<Tool> tools, JsonNode declared, String namespace) {
        String type = DemoJson.text(declared, "type", "");
        String name = DemoJson.text(declared, "name");
        if (name != null && (type.equals("function") || type.equals("custom"))) {
            tools.add(new Tool(
                    name,
                    namespace.isEmpty() ? null : namespace,
                    SchemaSample.orEmpty(declared.path("parameters")),
                    type.equals("custom")));
        }
    }
}
