package io.modelrouter.core.dialect.claude;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelrouter.chat.CacheMark;
import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.MediaSource;
import io.modelrouter.chat.OutputFormat;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.PromptBlock.MediaKind;
import io.modelrouter.chat.Thinking;
import io.modelrouter.chat.Tool;
import io.modelrouter.chat.ToolChoice;
import io.modelrouter.chat.Turn;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.wire.Dialect;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The reader of a Claude request")
class ClaudeRequestReaderTest {
    private final ClaudeCodec codec = new ClaudeCodec();

    private ChatRequest read(String members) {
        String body = "{\"model\":\"m\"," + members + "}";
        return codec.readRequest(ClaudeMessagesRequest.parse(body.getBytes(StandardCharsets.UTF_8)), StoredItems.NONE);
    }

    private ChatRequest settings(String members) {
        return read("\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]," + members);
    }

    private PromptBlock block(String role, String block) {
        return read("\"messages\":[{\"role\":\"" + role + "\",\"content\":[" + block + "]}]")
                .turns()
                .get(0)
                .blocks()
                .get(0);
    }

    @Nested
    @DisplayName("takes turns:")
    class Turns {
        @Test
        void a_system_prompt_as_text_or_as_blocks_with_cache_marks() {
            ChatRequest text = read("\"system\":\"Be brief\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]");
            assertThat(text.turns().get(0).role()).isEqualTo(Turn.Role.SYSTEM);
            assertThat(text.turns().get(0).source().path()).isEqualTo("system");
            ChatRequest blocks = read(
                    "\"system\":[{\"type\":\"text\",\"text\":\"Be brief\",\"cache_control\":"
                            + "{\"type\":\"ephemeral\",\"ttl\":\"1h\"}}],\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]");
            PromptBlock.Text block =
                    (PromptBlock.Text) blocks.turns().get(0).blocks().get(0);
            assertThat(block.cache()).isEqualTo(new CacheMark("1h"));
            assertThat(block.source().path()).isEqualTo("system.0");
        }

        @Test
        @Tag("clients-3")
        void system_messages_in_the_middle_and_two_of_one_role_in_a_row() {
            ChatRequest request = read("\"messages\":[{\"role\":\"user\",\"content\":\"a\"},"
                    + "{\"role\":\"system\",\"content\":\"env\"},{\"role\":\"system\",\"content\":[]},"
                    + "{\"role\":\"user\",\"content\":\"b\"},{\"role\":\"user\",\"content\":\"c\"}]");
            assertThat(request.turns())
                    .extracting(Turn::role)
                    .containsExactly(
                            Turn.Role.USER, Turn.Role.SYSTEM, Turn.Role.SYSTEM, Turn.Role.USER, Turn.Role.USER);
            assertThat(request.turns().get(1).source().path()).isEqualTo("messages.1");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "\"messages\":[1]|messages.0",
                    "\"messages\":[{\"role\":\"user\"}]|messages.0.content",
                    "\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]|messages.0.role",
                    "\"messages\":[{\"role\":\"user\",\"content\":[\"x\"]}]|messages.0.content.0",
                    "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]|messages.0.content.0.text",
                    "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"tools\":[{}]|tools.0.name",
                    "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"system\":1|system"
                })
        void and_names_the_member_that_makes_no_sense(String members, String param) {
            assertThatExceptionOfType(RouterException.class)
                    .isThrownBy(() -> read(members))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(RouterErrorCode.INVALID_REQUEST))
                    .satisfies(e -> assertThat(e.param()).contains(param));
        }
    }

    @Nested
    @DisplayName("takes blocks:")
    class Blocks {
        @Test
        void a_call_and_its_result_with_their_cache_marks() {
            ChatRequest request = read("\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\","
                    + "\"id\":\"t1\",\"name\":\"f\",\"input\":{\"a\":1.0},\"caller\":{\"type\":\"direct\"}}]},"
                    + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\","
                    + "\"content\":\"no\",\"is_error\":true,\"cache_control\":{\"type\":\"ephemeral\"}}]}]");
            PromptBlock.ToolCall call =
                    (PromptBlock.ToolCall) request.turns().get(0).blocks().get(0);
            assertThat(call.arguments()).isEqualTo("{\"a\":1.0}");
            assertThat(call.source().unread()).isEmpty();
            PromptBlock.ToolResult result =
                    (PromptBlock.ToolResult) request.turns().get(1).blocks().get(0);
            assertThat(result.name()).isEqualTo("f");
            assertThat(result.error()).isTrue();
            assertThat(result.cache()).isEqualTo(new CacheMark(null));
            assertThat(result.content())
                    .containsExactly(
                            new PromptBlock.Text("no", result.content().get(0).source()));
        }

        @Test
        void a_result_of_text_and_media_or_of_nothing() {
            PromptBlock.ToolResult result = (PromptBlock.ToolResult) block(
                    "user",
                    "{\"type\":\"tool_result\",\"tool_use_id\":\"t\",\"content\":[{\"type\":\"text\",\"text\":\"x\"},"
                            + "{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://e.com/a.png\"}},"
                            + "{\"type\":\"tool_reference\",\"tool_name\":\"f\"}]}");
            assertThat(result.content()).hasSize(3);
            assertThat(result.content().get(2)).isInstanceOf(PromptBlock.Foreign.class);
            assertThat(((PromptBlock.ToolResult) block("user", "{\"type\":\"tool_result\",\"tool_use_id\":\"t\"}"))
                            .content())
                    .isEmpty();
        }

        @Test
        @Tag("field-24")
        void media_by_value_by_address_by_name_and_as_text() {
            assertThat(media("image", "{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"AA\"}"))
                    .isEqualTo(new MediaSource.Inline("image/png", "AA"));
            assertThat(media("image", "{\"type\":\"url\",\"url\":\"https://e.com\"}"))
                    .isEqualTo(new MediaSource.Address(null, "https://e.com"));
            assertThat(media("document", "{\"type\":\"url\",\"url\":\"https://e.com\"}"))
                    .isEqualTo(new MediaSource.Address("application/pdf", "https://e.com"));
            assertThat(media("document", "{\"type\":\"file\",\"file_id\":\"file_1\"}"))
                    .isEqualTo(new MediaSource.Uploaded(Dialect.CLAUDE_MESSAGES, null, "file_1"));
            assertThat(media("document", "{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"words\"}"))
                    .isEqualTo(new MediaSource.Written("words"));
            assertThat(
                            media(
                                    "document",
                                    "{\"type\":\"content\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]}"))
                    .isEqualTo(new MediaSource.Written("a\n\nb"));
        }

        private MediaSource media(String type, String source) {
            return ((PromptBlock.Media) block("user", "{\"type\":\"" + type + "\",\"source\":" + source + "}"))
                    .content();
        }

        @Test
        void a_document_with_its_title_and_whether_to_cite_it() {
            PromptBlock.Media document = (PromptBlock.Media) block(
                    "user",
                    "{\"type\":\"document\",\"source\":{\"type\":\"text\",\"data\":\"x\"},\"title\":\"T\","
                            + "\"context\":\"c\",\"citations\":{\"enabled\":true}}");
            assertThat(document.kind()).isEqualTo(MediaKind.DOCUMENT);
            assertThat(document.name()).isEqualTo("T");
            assertThat(document.citable()).isTrue();
            assertThat(document.source().unread()).containsExactly("context");
        }

        @Test
        void a_search_result_as_a_document() {
            PromptBlock.Media result = (PromptBlock.Media) block(
                    "user",
                    "{\"type\":\"search_result\",\"source\":\"https://e.com\",\"title\":\"T\","
                            + "\"content\":[{\"type\":\"text\",\"text\":\"found\"}]}");
            assertThat(result.content()).isEqualTo(new MediaSource.Written("found"));
            assertThat(result.source().unread()).containsExactly("source");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "server_tool_use",
                    "web_search_tool_result",
                    "mcp_tool_use",
                    "container_upload",
                    "compaction",
                    "something_new"
                })
        void what_only_the_vendor_understands_as_it_came(String type) {
            String json = "{\"type\":\"" + type + "\",\"x\":1}";
            PromptBlock.Foreign foreign = (PromptBlock.Foreign) block("assistant", json);
            assertThat(foreign.json()).hasToString(json);
            assertThat(foreign.dialect()).isEqualTo(Dialect.CLAUDE_MESSAGES);
        }

        @Test
        void an_earlier_answers_citations() {
            PromptBlock.Text text = (PromptBlock.Text) block(
                    "assistant",
                    "{\"type\":\"text\",\"text\":\"x\",\"citations\":[{\"type\":\"char_location\","
                            + "\"cited_text\":\"c\",\"document_title\":\"D\"}]}");
            assertThat(text.citations().get(0).title()).isEqualTo("D");
            assertThat(text.citations().get(0).cited()).isEqualTo("c");
        }
    }

    @Nested
    @DisplayName("takes tools:")
    class Tools {
        private Tool tool(String tool) {
            return settings("\"tools\":[" + tool + "]").tools().get(0);
        }

        @Test
        void the_callers_with_schema_strictness_and_cache_mark() {
            Tool.Function function = (Tool.Function) tool("{\"name\":\"f\",\"description\":\"d\",\"input_schema\":"
                    + "{\"$schema\":\"x\",\"type\":\"object\"},\"strict\":false,\"defer_loading\":true,"
                    + "\"input_examples\":[{}],\"cache_control\":{\"type\":\"ephemeral\"}}");
            assertThat(function.parameters()).hasToString("{\"$schema\":\"x\",\"type\":\"object\"}");
            assertThat(function.strict()).isFalse();
            assertThat(function.cache()).isEqualTo(new CacheMark(null));
            assertThat(function.source().unread()).containsExactly("defer_loading", "input_examples");
            assertThat(tool("{\"type\":\"custom\",\"name\":\"f\",\"input_schema\":{}}"))
                    .isInstanceOf(Tool.Function.class);
        }

        @ParameterizedTest
        @CsvSource({
            "web_search_20250305, WEB_SEARCH",
            "web_search_20260318, WEB_SEARCH",
            "web_fetch_20250910, WEB_FETCH",
            "code_execution_20260120, CODE_EXECUTION",
            "computer_20251124, COMPUTER",
            "mcp_toolset, MCP",
            "bash_20250124, OTHER",
            "text_editor_20250728, OTHER",
            "memory_20250818, OTHER",
            "tool_search_tool_bm25_20251119, OTHER"
        })
        void the_vendors_by_what_they_do(String type, Tool.ServerKind kind) {
            Tool.Server server = (Tool.Server) tool("{\"type\":\"" + type + "\",\"name\":\"n\",\"max_uses\":2}");
            assertThat(server.kind()).isEqualTo(kind);
            assertThat(server.name()).isEqualTo("n");
            assertThat(server.source().unread()).containsExactly("max_uses");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"type\":\"auto\"}|AUTO|",
                    "{\"type\":\"any\"}|REQUIRED|",
                    "{\"type\":\"none\"}|NONE|",
                    "{\"type\":\"tool\",\"name\":\"f\"}|REQUIRED|f"
                })
        @Tag("field-18")
        void the_choice_among_them(String json, ToolChoice.Mode mode, String name) {
            ToolChoice choice = settings("\"tool_choice\":" + json).get(Param.TOOL_CHOICE);
            assertThat(choice).isEqualTo(new ToolChoice(mode, name == null ? List.of() : List.of(name)));
        }

        @Test
        @Tag("clients-3")
        void one_at_a_time_as_the_json_tool_of_the_ai_sdk_wants_it() {
            ChatRequest request = settings("\"tools\":[{\"name\":\"json\",\"input_schema\":{\"type\":\"object\"}}],"
                    + "\"tool_choice\":{\"type\":\"any\",\"disable_parallel_tool_use\":true}");
            assertThat(request.get(Param.TOOL_CHOICE)).isEqualTo(ToolChoice.REQUIRED);
            assertThat(request.get(Param.PARALLEL_TOOL_CALLS)).isFalse();
            assertThat(request.path(Param.PARALLEL_TOOL_CALLS)).isEqualTo("tool_choice.disable_parallel_tool_use");
        }
    }

    @Nested
    @DisplayName("takes settings:")
    class Settings {
        @Test
        @Tag("field-26")
        void zeros_and_all() {
            ChatRequest request = settings("\"max_tokens\":0,\"temperature\":0,\"top_p\":0.0,\"top_k\":0,"
                    + "\"stop_sequences\":[\"END\"],\"metadata\":{\"user_id\":\"u\"},\"service_tier\":\"auto\"");
            assertThat(request.get(Param.MAX_OUTPUT_TOKENS)).isZero();
            assertThat(request.get(Param.TEMPERATURE)).isEqualTo(BigDecimal.ZERO);
            assertThat(request.get(Param.TOP_P)).isEqualTo(new BigDecimal("0.0"));
            assertThat(request.get(Param.TOP_K)).isZero();
            assertThat(request.get(Param.STOP)).containsExactly("END");
            assertThat(request.get(Param.USER)).isEqualTo("u");
            assertThat(request.path(Param.USER)).isEqualTo("metadata.user_id");
            assertThat(request.get(Param.SERVICE_TIER)).isEqualTo("auto");
            assertThat(request.extras()).isEmpty();
        }

        @Test
        @Tag("clients-3")
        void thinking_as_claude_code_asks_for_it() {
            ChatRequest request = settings("\"thinking\":{\"type\":\"adaptive\",\"display\":\"omitted\"},"
                    + "\"output_config\":{\"effort\":\"high\"},\"context_management\":{\"edits\":[{\"type\":\"x\"}]}");
            assertThat(request.get(Param.THINKING))
                    .isEqualTo(new Thinking(Thinking.Mode.ADAPTIVE, "high", null, false));
            assertThat(request.extras()).containsOnlyKeys("context_management");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2048}|ON||2048",
                    "\"thinking\":{\"type\":\"disabled\"}|OFF||",
                    "\"output_config\":{\"effort\":\"low\"}|DEFAULT|low|"
                })
        void thinking_in_every_way(String members, Thinking.Mode mode, String effort, Long budget) {
            assertThat(settings(members).get(Param.THINKING)).isEqualTo(new Thinking(mode, effort, budget, null));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\"}}}"
                            + "|output_config.format",
                    "\"output_format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\"}}|output_format"
                })
        void a_schema_for_the_answer_where_it_stands_now_and_where_it_stood(String members, String path) {
            ChatRequest request = settings(members);
            OutputFormat format = request.get(Param.OUTPUT_FORMAT);
            assertThat(format).isNotNull();
            assertThat(format.schema()).hasToString("{\"type\":\"object\"}");
            assertThat(request.path(Param.OUTPUT_FORMAT)).isEqualTo(path);
        }

        @Test
        void and_keeps_what_it_does_not_know_by_its_path() {
            ChatRequest request = settings("\"container\":\"c_1\",\"mcp_servers\":[{\"name\":\"x\"}],"
                    + "\"metadata\":{\"user_id\":\"u\",\"team\":1},\"output_config\":{\"task_budget\":{\"total\":1}},"
                    + "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024,\"new\":1},\"betas\":[],\"x\":null,"
                    + "\"tool_choice\":{\"type\":\"odd\"},\"temperature\":\"warm\"");
            assertThat(request.extras())
                    .containsOnlyKeys(
                            "container",
                            "mcp_servers",
                            "metadata.team",
                            "output_config.task_budget",
                            "thinking.new",
                            "tool_choice",
                            "temperature");
        }

        @Test
        @Tag("field-23")
        void a_cache_mark_for_the_whole_prompt() {
            assertThat(settings("\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"5m\"}")
                            .get(Param.CACHE))
                    .isEqualTo(new CacheMark("5m"));
        }
    }
}
