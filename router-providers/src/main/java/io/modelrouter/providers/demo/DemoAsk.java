package io.modelrouter.providers.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a request asks for, freed of its dialect.
 *
 * @param model the model asked for
 * @param promptTokens what the request costs to read
 * @param said the end of the conversation
 * @param tools which tools may be called
 * @param wish what the answer must look like
 */
record DemoAsk(String model, int promptTokens, Said said, Tools tools, Wish wish) {

    /**
     * @param userText the last text of the last user turn, or empty
     * @param toolResults what the tools answered, if the conversation ends with that; else empty
     */
    record Said(String userText, List<String> toolResults) {}

    /**
     * @param offered the tools the demo can call, in order
     * @param allowed whether a call is allowed at all
     * @param forced the name of the one that must be called, or null
     * @param parallel whether more than one call is allowed in a turn
     */
    record Tools(
            List<Tool> offered, boolean allowed, @Nullable String forced, boolean parallel) {}

    /**
     * @param name what it is called
     * @param namespace the Responses namespace it stands in, or null
     * @param schema of its arguments; empty for a tool that takes free text
     * @param freeText whether it takes plain text instead of JSON (OpenAI's custom tools)
     */
    record Tool(String name, @Nullable String namespace, JsonNode schema, boolean freeText) {}

    /**
     * @param thinking whether reasoning is asked for
     * @param json whether the text must be JSON
     * @param schema what that JSON must satisfy, or null
     * @param maxTokens the limit of the whole output, reasoning included; {@link Integer#MAX_VALUE} for none
     * @param stops where the text must end
     * @param choices how many answers
     */
    record Wish(
            boolean thinking,
            boolean json,
            @Nullable JsonNode schema,
            int maxTokens,
            List<String> stops,
            int choices) {}
}
