package io.modelrouter.core.tokens;

import java.util.List;
import java.util.Locale;

/**
 * The tokens of the system prompt that Anthropic adds where a request has tools, by model and by whether a tool must be used
 * ({@code tool_choice} of {@code any} or {@code tool}). From "Tool use with Claude", pricing,
 * https://platform.claude.com/docs/en/agents-and-tools/tool-use/overview, 2026-11; Claude 3 from its edition of 2025-05. The
 * recording {@code pydantic-test-anthropic-count-tokens-with-adaptive-thinking-and-output-tools-0-f8c0ab40} agrees: 671
 * tokens for one small tool on Opus 4.6. Earlier editions had 346 and 313 for all of Claude 4, which it refutes.
 */
final class ClaudeTools {
    /**
     * @param name what is in a model's name, with hyphens for dots
     * @param free tokens where the model may choose, or may use none
     * @param forced tokens where it must use a tool
     */
    private record Row(String name, int free, int forced) {}

    /** The first that fits counts, so versions stand before the families they are of. */
    private static final List<Row> ROWS = List.of(
            new Row("opus-4-8", 290, 410),
            new Row("opus-4-7", 675, 804),
            new Row("opus-4-6", 497, 589),
            new Row("sonnet-4-6", 497, 589),
            new Row("opus-4-5", 496, 588),
            new Row("sonnet-4-5", 496, 588),
            new Row("haiku-4-5", 496, 588),
            new Row("opus-4", 313, 315),
            new Row("sonnet-4", 313, 315),
            new Row("3-7-sonnet", 346, 313),
            new Row("3-5-sonnet-20240620", 294, 261),
            new Row("3-5-sonnet", 346, 313),
            new Row("3-5-haiku", 264, 355),
            new Row("3-opus", 530, 281),
            new Row("3-sonnet", 159, 235),
            new Row("3-haiku", 264, 340),
            new Row("sonnet-5", 354, 474));

    /** Of models that nobody knew when this was written: as the newest of the middle size. */
    private static final Row OTHERS = ROWS.get(ROWS.size() - 1);

    private ClaudeTools() {}

    static int tokens(String model, boolean forced) {
        String name = model.toLowerCase(Locale.ROOT).replace('.', '-');
        Row row = ROWS.stream()
                .filter(each -> name.contains(each.name))
                .findFirst()
                .orElse(OTHERS);
        return forced ? row.forced : row.free;
    }
}
