package io.modelrouter.starter.translate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What Bedrock refuses although its model can say it: the order of messages, names of documents, blank texts, calls without
 * tools.
 */
final class ConverseRules {
    private final JsonNode body;
    private final List<String> broken = new ArrayList<>();
    private final Set<String> documents = new HashSet<>();
    private int points;

    private ConverseRules(JsonNode body) {
        this.body = body;
    }

    static List<String> broken(JsonNode body) {
        ConverseRules rules = new ConverseRules(body);
        rules.check();
        return rules.broken;
    }

    private void check() {
        String expected = "user";
        if (body.path("messages").isEmpty()) {
            broken.add("no message");
        }
        for (JsonNode message : body.path("messages")) {
            if (!message.path("role").asString("").equals(expected)) {
                broken.add("the roles do not take turns");
            }
            expected = expected.equals("user") ? "assistant" : "user";
            message(message);
        }
        body.path("system").forEach(this::block);
        body.at("/toolConfig/tools").forEach(this::block);
        if (body.has("toolConfig") && body.at("/toolConfig/tools").isEmpty()) {
            broken.add("a tool configuration without tools");
        }
        if (points > 4) {
            broken.add("more than four cache points");
        }
        if (body.at("/inferenceConfig/temperature").asDouble(0) > 1) {
            broken.add("a temperature over 1");
        }
        if (body.has("stream") || body.has("model") || body.has("modelId")) {
            broken.add("a member that belongs into the path");
        }
    }

    private void message(JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isEmpty()) {
            broken.add("a message without content");
        }
        boolean text = false;
        boolean document = false;
        boolean others = false;
        for (JsonNode block : content) {
            text |= block.has("text");
            document |= block.has("document");
            if (block.has("toolResult") && others) {
                broken.add("a result behind other content");
            }
            others |= !block.has("toolResult") && !block.has("cachePoint");
            block(block);
            tool(block, message.path("role").asString(""));
        }
        if (document && !text) {
            broken.add("a document without words beside it");
        }
    }

    private void tool(JsonNode block, String role) {
        JsonNode call = block.path("toolUse");
        JsonNode result = block.path("toolResult");
        String id = call.path("toolUseId").asString(result.path("toolUseId").asString("none"));
        if (!id.matches("[a-zA-Z0-9_.:-]{1,64}")) {
            broken.add("the call id " + id);
        }
        if ((block.has("toolUse") || block.has("toolResult")) && !body.has("toolConfig")) {
            broken.add("calls without tools");
        }
        if (block.has("toolUse")
                && (!role.equals("assistant") || !call.path("input").isObject())) {
            broken.add("a call of the user's, or with an input that is no object");
        }
        if (block.has("toolResult")
                && (!role.equals("user") || result.path("content").isEmpty())) {
            broken.add("a result of the assistant's, or without content");
        }
        result.path("content").forEach(this::block);
    }

    private void block(JsonNode block) {
        if (block.size() != 1) {
            broken.add("a union with " + block.size() + " members");
        }
        if (block.has("text") && block.path("text").asString("").isBlank()) {
            broken.add("a blank text");
        }
        if (block.has("cachePoint")) {
            points++;
        }
        String name = block.at("/document/name").asString("ok");
        if (!name.matches("[\\w\\-()\\[\\]]+( [\\w\\-()\\[\\]]+)*") || name.length() > 200) {
            broken.add("the document's name " + name);
        }
        if (block.has("document") && !documents.add(name)) {
            broken.add("two documents named " + name);
        }
        if (!block.at("/toolSpec/name").asString("ok").matches("[a-zA-Z0-9_-]{1,64}")) {
            broken.add("the tool's name " + block.at("/toolSpec/name"));
        }
    }
}
