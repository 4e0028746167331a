package io.modelrouter.starter.pairs;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** What a test asks, in no vendor's words; a client says it in its own. Changes as the conversation goes on. */
final class Ask {
    static final JsonNode RECIPE = Json.read("""
            {"type":"object","properties":{"title":{"type":"string"},"minutes":{"type":"integer"}},\
            "required":["title","minutes"],"additionalProperties":false}""");
    private static final JsonNode PLACE = Json.read("""
            {"type":"object","properties":{"location":{"type":"string","description":"a city"},\
            "days":{"type":"integer"}},"required":["location"],"additionalProperties":false}""");
    private static final JsonNode ZONE = Json.read("""
            {"type":"object","properties":{"zone":{"type":"string","enum":["CET","UTC"]}},"required":["zone"],\
            "additionalProperties":false}""");
    /** Name, description and schema of each. */
    static final List<JsonNode> TOOLS = List.of(
            Json.object("name", "get_weather", "description", "Tells the weather.", "schema", PLACE),
            Json.object("name", "get_time", "description", "Tells the time.", "schema", ZONE));

    final String model;
    String system;
    boolean tools;
    boolean thinking;
    boolean schema;
    Long maxTokens;
    /** What Responses calls the answer before; the others have no such thing. */
    String previous;
    /** Whether the answer may be referred to later; Responses alone asks. */
    boolean stores;

    private final List<BiConsumer<SdkClient, ArrayNode>> lines = new ArrayList<>();

    /**
     * What running a tool gave.
     *
     * @param call as the client was told it
     */
    record Result(PlayedAnswer.Call call, String output) {}

    Ask(String model) {
        this.model = model;
    }

    Ask system(String words) {
        system = words;
        return this;
    }

    Ask tools() {
        tools = true;
        return this;
    }

    Ask thinking() {
        thinking = true;
        return this;
    }

    Ask schema() {
        schema = true;
        return this;
    }

    Ask maxTokens(long most) {
        maxTokens = most;
        return this;
    }

    Ask user(String words) {
        lines.add((client, out) -> client.user(out, words));
        return this;
    }

    Ask image(String words, String base64) {
        lines.add((client, out) -> client.media(out, words, "image/png", base64));
        return this;
    }

    Ask pdf(String words, String base64) {
        lines.add((client, out) -> client.media(out, words, "application/pdf", base64));
        return this;
    }

    Ask assistant(String words) {
        lines.add((client, out) -> client.assistant(out, words));
        return this;
    }

    /** The answer as the SDK gave it. */
    Ask answer(Heard heard) {
        lines.add((client, out) -> heard.replay().forEach(out::add));
        return this;
    }

    Ask results(Result... results) {
        lines.add((client, out) -> client.results(out, List.of(results)));
        return this;
    }

    /** A line in the client's own words. */
    Ask line(JsonNode words) {
        lines.add((client, out) -> out.add(words));
        return this;
    }

    Ask after(String answerId) {
        previous = answerId;
        return this;
    }

    Ask stores() {
        stores = true;
        return this;
    }

    /** The same conversation, to be asked of another model. */
    Ask to(String other) {
        Ask copy = new Ask(other).system(system);
        copy.tools = tools;
        copy.thinking = thinking;
        copy.schema = schema;
        copy.maxTokens = maxTokens;
        copy.stores = stores;
        copy.lines.addAll(lines);
        return copy;
    }

    ArrayNode lines(SdkClient client) {
        ArrayNode out = Json.array();
        lines.forEach(line -> line.accept(client, out));
        return out;
    }
}
