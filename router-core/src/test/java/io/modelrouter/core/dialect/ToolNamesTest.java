package io.modelrouter.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Source;
import io.modelrouter.chat.Tool;
import io.modelrouter.wire.Dialect;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A tool's name in a dialect without namespaces")
@Tag("clients-3")
class ToolNamesTest {
    private static final Source SOURCE = Source.of(Dialect.OPENAI_RESPONSES, "tools.0");

    private static Tool function(String namespace, String name) {
        return new Tool.Function(namespace, name, null, null, null, null, SOURCE);
    }

    private static ToolNames names(Tool... tools) {
        ChatRequest.Builder request = ChatRequest.builder(Dialect.OPENAI_RESPONSES, "m");
        for (Tool tool : tools) {
            request.tool(tool);
        }
        return new ToolNames(request.build());
    }

    @Test
    void stays_where_it_fits() {
        assertThat(names(function(null, "get_weather-2")).written(null, "get_weather-2"))
                .isEqualTo("get_weather-2");
    }

    @Test
    void has_its_namespace_before_it_and_finds_back() {
        ToolNames names = names(function("mcp", "search"), function(null, "search"));

        assertThat(names.written("mcp", "search")).isEqualTo("mcp__search");
        assertThat(names.original("mcp__search")).isEqualTo(new ToolNames.Original("mcp", "search", false));
        assertThat(names.original("search")).isEqualTo(new ToolNames.Original(null, "search", false));
    }

    @Test
    void is_told_from_one_that_would_be_written_alike() {
        ToolNames names =
                names(function(null, "a__b"), function("a", "b"), function(null, "a.b"), function(null, "a:b"));

        assertThat(names.written(null, "a__b")).isEqualTo("a__b");
        assertThat(names.written("a", "b")).startsWith("a__b_").hasSizeLessThanOrEqualTo(64);
        assertThat(names.written(null, "a.b")).isNotEqualTo(names.written(null, "a:b"));
        assertThat(names.original(names.written("a", "b")).namespace()).isEqualTo("a");
    }

    @Test
    void is_never_longer_than_64_characters_and_only_of_plain_ones() {
        String longName = "w\u00e4ter/".repeat(40);
        ToolNames names = names(function("n".repeat(80), longName));

        assertThat(names.written("n".repeat(80), longName)).matches("[a-zA-Z0-9_-]{1,64}");
    }

    @Test
    void that_takes_free_text_is_remembered_as_such() {
        ToolNames names = names(new Tool.Custom(null, "apply_patch", null, null, SOURCE));

        assertThat(names.original("apply_patch").custom()).isTrue();
        assertThat(names.original("unheard_of").custom()).isFalse();
    }
}
