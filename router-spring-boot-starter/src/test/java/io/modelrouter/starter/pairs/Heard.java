package io.modelrouter.starter.pairs;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * An answer as an SDK's typed model says it.
 *
 * @param id the vendor's word for the answer
 * @param stop the vendor's word for why it ended
 * @param usage the vendor's counts by short names
 * @param replay what goes into the next request in the client's dialect
 * @param dropped the header {@code x-router-dropped}, or empty
 */
record Heard(
        String id,
        String model,
        String text,
        String thinking,
        String refusal,
        List<PlayedAnswer.Call> calls,
        String stop,
        Map<String, Long> usage,
        List<JsonNode> replay,
        String dropped) {}
