package io.modelrouter.core.dialect.claude;

import static io.modelrouter.core.dialect.claude.NeutralRequests.asking;
import static io.modelrouter.core.dialect.claude.NeutralRequests.at;
import static io.modelrouter.core.dialect.claude.NeutralRequests.body;
import static io.modelrouter.core.dialect.claude.NeutralRequests.call;
import static io.modelrouter.core.dialect.claude.NeutralRequests.empty;
import static io.modelrouter.core.dialect.claude.NeutralRequests.function;
import static io.modelrouter.core.dialect.claude.NeutralRequests.losses;
import static io.modelrouter.core.dialect.claude.NeutralRequests.result;
import static io.modelrouter.core.dialect.claude.NeutralRequests.text;
import static io.modelrouter.core.dialect.claude.NeutralRequests.turn;
import static io.modelrouter.core.dialect.claude.NeutralRequests.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.CacheMark;
import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Citation;
import io.modelrouter.chat.MediaSource;
import io.modelrouter.chat.OutputFormat;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.PromptBlock.MediaKind;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Source;
import io.modelrouter.chat.Tool;
import io.modelrouter.chat.ToolChoice;
import io.modelrouter.chat.Turn;
import io.modelrouter.chat.Turn.Role;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@DisplayName("The writer of a Claude request")
class ClaudeRequestWriterTest {

    @Nested
    @DisplayName("orders the conversation:")
    class Conversation {
        @Test
        void instructions_at_its_beginning_are_the_system_prompt() {
            WrittenRequest written = write(empty().turn(turn(Role.SYSTEM, text("a")))
                    .turn(turn(Role.DEVELOPER, text("b")))
                    .turn(turn(Role.USER, text("Hi"))));
            assertThat(body(written).path("system"))
                    .hasToString("[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]");
            assertThat(losses(written)).containsExactly("APPROXIMATED messages.9");
        }

        @Test
        @Tag("clients-3")
        void instructions_inside_it_move_to_the_end_of_the_system_prompt() {
            WrittenRequest written = write(empty().turn(turn(Role.USER, text("Hi")))
                    .turn(turn(Role.SYSTEM, text("late")))
                    .turn(turn(Role.USER, text("there"))));
            assertThat(body(written).path("system")).hasToString("[{\"type\":\"text\",\"text\":\"late\"}]");
            assertThat(body(written).path("messages"))
                    .hasToString("[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"},"
                            + "{\"type\":\"text\",\"text\":\"there\"}]}]");
            assertThat(losses(written)).containsExactly("APPROXIMATED messages.9");
        }

        @Test
        @Tag("field-17")
        void all_results_of_parallel_calls_stand_in_one_turn_before_anything_else() {
            JsonNode messages = body(empty().turn(turn(Role.USER, text("Hi")))
                            .turn(turn(Role.ASSISTANT, call("c1", "{}"), call("c2", "{}")))
                            .turn(turn(Role.USER, result("c2", text("2"))))
                            .turn(turn(Role.USER, text("hurry")))
                            .turn(turn(Role.USER, result("c1", text("1")))))
                    .path("messages");
            assertThat(messages.valueStream()
                            .map(message -> message.path("role").asString("")))
                    .containsExactly("user", "assistant", "user");
            assertThat(messages.path(2).path("content"))
                    .hasToString(
                            "[{\"type\":\"tool_result\",\"tool_use_id\":\"c2\",\"content\":[{\"type\":\"text\",\"text\":\"2\"}]},"
                                    + "{\"type\":\"tool_result\",\"tool_use_id\":\"c1\",\"content\":[{\"type\":\"text\",\"text\":\"1\"}]},"
                                    + "{\"type\":\"text\",\"text\":\"hurry\"}]");
        }

        @Test
        void ids_are_mapped_alike_for_a_call_and_its_result() {
            JsonNode messages = body(empty().turn(turn(Role.USER, text("Hi")))
                            .turn(turn(Role.ASSISTANT, call("functions.f:0", "{}")))
                            .turn(turn(Role.USER, result("functions.f:0"))))
                    .path("messages");
            String id = messages.path(1).path("content").path(0).path("id").asString("");
            assertThat(id).matches("[a-zA-Z0-9_-]{1,64}");
            assertThat(messages.path(2)
                            .path("content")
                            .path(0)
                            .path("tool_use_id")
                            .asString(""))
                    .isEqualTo(id);
        }

        @Test
        void the_user_speaks_first() {
            WrittenRequest written =
                    write(empty().turn(turn(Role.ASSISTANT, text("Hello."))).turn(turn(Role.USER, text("Hi"))));
            assertThat(body(written).path("messages").path(0))
                    .hasToString("{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"(continued)\"}]}");
            assertThat(losses(written)).containsExactly("APPROXIMATED messages.9");
        }

        @Test
        void instructions_alone_become_the_users_words() {
            WrittenRequest written = write(empty().turn(turn(Role.SYSTEM, text("Say hi"))));
            assertThat(body(written).has("system")).isFalse();
            assertThat(body(written).path("messages"))
                    .hasToString("[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Say hi\"}]}]");
            assertThat(losses(written)).containsExactly("APPROXIMATED messages.9");
        }

        @Test
        void empty_text_is_left_out_and_so_is_a_turn_of_nothing_else() {
            JsonNode messages = body(empty().turn(turn(Role.USER, text("Hi"), text("")))
                            .turn(turn(Role.ASSISTANT, text("\n")))
                            .turn(turn(Role.USER, text("again"))))
                    .path("messages");
            assertThat(messages)
                    .hasToString("[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"},"
                            + "{\"type\":\"text\",\"text\":\"again\"}]}]");
        }

        @Test
        void an_answer_to_go_on_with_does_not_end_in_white_space() {
            WrittenRequest written =
                    write(empty().turn(turn(Role.USER, text("Hi"))).turn(turn(Role.ASSISTANT, text("It is \n"))));
            assertThat(body(written)
                            .path("messages")
                            .path(1)
                            .path("content")
                            .path(0)
                            .path("text")
                            .asString(""))
                    .isEqualTo("It is");
            assertThat(losses(written)).containsExactly("APPROXIMATED messages.9");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {"''|{}", "{\"a\":1.0}|{\"a\":1.0}", "[1]|{\"input\":[1]}", "oops|{\"input\":\"oops\"}"})
        void arguments_are_an_object_always(String arguments, String input) {
            JsonNode messages = body(empty().turn(turn(Role.USER, text("Hi")))
                            .turn(turn(Role.ASSISTANT, call("c", arguments))))
                    .path("messages");
            assertThat(messages.path(1).path("content").path(0).path("input")).hasToString(input);
        }

        @Test
        void a_failed_result_says_so_and_an_empty_one_has_no_content() {
            PromptBlock.ToolResult failed =
                    new PromptBlock.ToolResult("c", "f", false, List.of(text("")), true, null, at("messages.2"));
            JsonNode messages = body(empty().turn(turn(Role.USER, text("Hi")))
                            .turn(turn(Role.ASSISTANT, call("c", "{}")))
                            .turn(turn(Role.USER, failed)))
                    .path("messages");
            assertThat(messages.path(2).path("content").path(0))
                    .hasToString("{\"type\":\"tool_result\",\"tool_use_id\":\"c\",\"is_error\":true}");
        }

        @Test
        void names_citations_and_what_nobody_else_knows_are_hints() {
            Citation citation = new Citation("u", null, null, 0, 1, Dialect.OPENAI_CHAT, RawJson.parse("{}"));
            PromptBlock.Text cited = new PromptBlock.Text("x", List.of(citation), null, null, at("messages.1.content"));
            PromptBlock.Text odd = new PromptBlock.Text(
                    "y", Source.of(Dialect.OPENAI_CHAT, "messages.0.content.0", RawJson.parse("{}"), List.of("odd")));
            WrittenRequest written = write(empty().turn(new Turn(Role.USER, "Ann", List.of(odd), at("messages.0")))
                    .turn(turn(Role.ASSISTANT, cited))
                    .turn(turn(Role.USER, text("z")))
                    .extra("prediction", RawJson.of(1)));
            assertThat(losses(written))
                    .containsExactlyInAnyOrder(
                            "HINT messages.0.name",
                            "HINT messages.0.content.0.odd",
                            "HINT messages.1.content.citations",
                            "HINT prediction");
        }
    }

    @Nested
    @DisplayName("sends signatures home alone:")
    class Signatures {
        private final Signature own = Signature.of(Dialect.CLAUDE_MESSAGES, "raw");
        private final Signature foreign = Signature.of(Dialect.GEMINI_GENERATE, "g");

        private PromptBlock.Reasoning reasoning(String text, Signature signature) {
            return new PromptBlock.Reasoning(text, signature, at("messages.1.reasoning"));
        }

        @Test
        @Tag("field-22")
        void its_own_in_a_thinking_block_with_the_text_they_sign() {
            Signature apart =
                    new Signature(Dialect.CLAUDE_MESSAGES, "c", Signature.Place.OWN, false, "raw2", "signed text");
            Signature redacted = new Signature(Dialect.CLAUDE_MESSAGES, "c", Signature.Place.OWN, true, "data", null);
            WrittenRequest written = write(empty().turn(turn(Role.USER, text("Hi")))
                    .turn(turn(
                            Role.ASSISTANT,
                            reasoning("hmm", own),
                            reasoning("shown", apart),
                            reasoning("", redacted),
                            text("Hello"))));
            assertThat(body(written).path("messages").path(1).path("content"))
                    .hasToString(
                            "[{\"type\":\"thinking\",\"thinking\":\"hmm\",\"signature\":\"raw\"},"
                                    + "{\"type\":\"thinking\",\"thinking\":\"signed text\",\"signature\":\"raw2\"},"
                                    + "{\"type\":\"redacted_thinking\",\"data\":\"data\"},{\"type\":\"text\",\"text\":\"Hello\"}]");
            assertThat(losses(written)).isEmpty();
        }

        @Test
        @Tag("field-22")
        void not_those_of_others_and_not_their_words() {
            PromptBlock.ToolCall signed =
                    new PromptBlock.ToolCall("c", null, "f", false, "{}", foreign, null, at("messages.1.tool_calls.0"));
            WrittenRequest written = write(empty().turn(turn(Role.USER, text("Hi")))
                    .turn(turn(Role.ASSISTANT, reasoning("theirs", foreign), signed))
                    .turn(turn(Role.USER, result("c", text("1")))));
            assertThat(body(written).path("messages").path(1).path("content"))
                    .hasToString("[{\"type\":\"tool_use\",\"id\":\"c\",\"name\":\"f\",\"input\":{}}]");
            assertThat(losses(written))
                    .containsExactlyInAnyOrder("HINT messages.1.reasoning", "HINT messages.1.tool_calls.0");
        }

        @Test
        void no_sealed_text_even_where_all_else_goes_out_as_it_came() {
            String sealed = Provenance.seal(foreign.at(Signature.Place.NEXT));
            String body =
                    "{\"model\":\"m\",\"max_tokens\":2000,\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024},"
                            + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":["
                            + "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"" + sealed + "\"},"
                            + "{\"type\":\"tool_use\",\"id\":\"c\",\"name\":\"f\",\"input\":{},\"x\":1}]},"
                            + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"c\"}]}]}";
            ClaudeCodec codec = new ClaudeCodec();
            ChatRequest request = codec.readRequest(
                    ClaudeMessagesRequest.parse(body.getBytes(StandardCharsets.UTF_8)), StoredItems.NONE);
            WrittenRequest written = codec.writeRequest(request, new WriteTarget("m", false, "anthropic"));
            assertThat(body(written).path("messages").path(1).path("content"))
                    .hasToString("[{\"type\":\"tool_use\",\"id\":\"c\",\"name\":\"f\",\"input\":{},\"x\":1}]");
            // The vendor refuses to think in a tool loop that has lost its thinking.
            assertThat(body(written).has("thinking")).isFalse();
            assertThat(losses(written)).containsExactlyInAnyOrder("HINT messages.1.content.1", "HINT thinking");
        }
    }

    @Nested
    @DisplayName("writes tools:")
    class Tools {
        @Test
        void with_the_schema_of_an_object_in_any_case() {
            JsonNode tools = body(asking().tool(function("f"))
                            .tool(function("g", "{\"properties\":{\"a\":{\"type\":\"string\"}}}", false)))
                    .path("tools");
            assertThat(tools)
                    .hasToString("[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\",\"properties\":{}}},"
                            + "{\"name\":\"g\",\"description\":\"d\",\"input_schema\":{\"type\":\"object\","
                            + "\"properties\":{\"a\":{\"type\":\"string\"}}}}]");
        }

        @Test
        void strict_where_the_vendor_can_be() {
            WrittenRequest written = write(asking().tool(function(
                    "f", "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\",\"minimum\":1}}}", true)));
            assertThat(body(written).path("tools").path(0))
                    .hasToString(
                            "{\"name\":\"f\",\"description\":\"d\",\"strict\":true,\"input_schema\":{\"type\":\"object\","
                                    + "\"properties\":{\"a\":{\"type\":\"integer\",\"description\":\"{minimum: 1}\"}},"
                                    + "\"additionalProperties\":false}}");
            WrittenRequest open = write(asking().tool(function("f", "{\"type\":\"object\"}", true)));
            assertThat(body(open).path("tools").path(0).has("strict")).isFalse();
            assertThat(losses(open)).containsExactly("APPROXIMATED tools.0");
        }

        @Test
        void of_free_text_as_functions_with_one_argument() {
            WrittenRequest written = write(asking().tool(new Tool.Custom(
                    "ns", "patch", "d", RawJson.parse("{\"type\":\"grammar\"}"), at("tools.0"))));
            assertThat(body(written).path("tools").path(0))
                    .hasToString("{\"name\":\"ns__patch\",\"description\":\"d\",\"input_schema\":{\"type\":\"object\","
                            + "\"properties\":{\"input\":{\"type\":\"string\"}},\"required\":[\"input\"]}}");
            assertThat(losses(written)).containsExactly("APPROXIMATED tools.0", "HINT tools.0.format");
        }

        @Test
        @Tag("clients-3")
        void of_a_namespace_under_a_flat_name_that_calls_use_too() {
            Tool.Function nested = new Tool.Function("mcp", "f", null, null, null, null, at("tools.0"));
            PromptBlock.ToolCall call =
                    new PromptBlock.ToolCall("c", "mcp", "f", false, "{}", null, null, at("input.1"));
            WrittenRequest written = write(asking().tool(nested).turn(turn(Role.ASSISTANT, call)));
            assertThat(body(written).path("tools").path(0).path("name").asString(""))
                    .isEqualTo("mcp__f");
            assertThat(body(written)
                            .path("messages")
                            .path(1)
                            .path("content")
                            .path(0)
                            .path("name")
                            .asString(""))
                    .isEqualTo("mcp__f");
        }

        private Tool.Server server(Tool.ServerKind kind, String json) {
            return new Tool.Server(kind, "theirs", Dialect.OPENAI_RESPONSES, RawJson.parse(json), at("tools.0"));
        }

        @Test
        void of_other_vendors_by_those_of_the_same_kind() {
            WrittenRequest written = write(asking().tool(server(
                            Tool.ServerKind.WEB_SEARCH,
                            "{\"type\":\"web_search\",\"filters\":{\"allowed_domains\":[\"e.com\"]},"
                                    + "\"user_location\":{\"type\":\"approximate\",\"country\":\"DE\",\"city\":null}}"))
                    .tool(server(Tool.ServerKind.CODE_EXECUTION, "{}"))
                    .tool(server(Tool.ServerKind.WEB_FETCH, "{}")));
            assertThat(body(written).path("tools"))
                    .hasToString("[{\"type\":\"web_search_20250305\",\"name\":\"web_search\","
                            + "\"allowed_domains\":[\"e.com\"],\"user_location\":{\"type\":\"approximate\",\"country\":\"DE\"}},"
                            + "{\"type\":\"code_execution_20250825\",\"name\":\"code_execution\"},"
                            + "{\"type\":\"web_fetch_20250910\",\"name\":\"web_fetch\"}]");
            assertThat(written.headers())
                    .containsEntry("anthropic-beta", "code-execution-2025-08-25,web-fetch-2025-09-10");
        }

        @Test
        void of_other_vendors_not_at_all_where_there_is_none_of_the_kind_or_the_name_is_taken() {
            WrittenRequest written = write(asking().tool(server(Tool.ServerKind.IMAGE_GENERATION, "{}")));
            assertThat(body(written).has("tools")).isFalse();
            assertThat(losses(written)).containsExactly("HINT tools.0");
            WrittenRequest taken =
                    write(asking().tool(function("web_search")).tool(server(Tool.ServerKind.WEB_SEARCH, "{}")));
            assertThat(body(taken).path("tools")).hasSize(1);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "AUTO||{\"type\":\"auto\"}",
                    "NONE||{\"type\":\"none\"}",
                    "REQUIRED||{\"type\":\"any\"}",
                    "REQUIRED|g|{\"type\":\"tool\",\"name\":\"g\"}"
                })
        @Tag("field-18")
        void with_the_choice_among_them(ToolChoice.Mode mode, String name, String expected) {
            ToolChoice choice = new ToolChoice(mode, name == null ? List.of() : List.of(name));
            WrittenRequest written = write(
                    asking().tool(function("f")).tool(function("g")).set(Param.TOOL_CHOICE, choice, "tool_choice"));
            assertThat(body(written).path("tool_choice")).hasToString(expected);
            assertThat(body(written).path("tools")).hasSize(2);
            assertThat(losses(written)).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({"AUTO, auto", "REQUIRED, any"})
        @Tag("field-18")
        void only_the_allowed_ones_where_some_are_not(ToolChoice.Mode mode, String expected) {
            WrittenRequest written = write(asking().tool(function("f"))
                    .tool(function("g"))
                    .tool(function("h"))
                    .set(Param.TOOL_CHOICE, new ToolChoice(mode, List.of("f", "h")), "tool_choice"));
            assertThat(body(written).path("tools")).hasSize(2);
            assertThat(body(written).path("tool_choice").path("type").asString(""))
                    .isEqualTo(expected);
            assertThat(losses(written)).containsExactly("APPROXIMATED tool_choice");
        }

        @Test
        @Tag("field-18")
        void one_at_a_time_where_the_caller_wants_that() {
            ChatRequest.Builder request =
                    asking().tool(function("f")).set(Param.PARALLEL_TOOL_CALLS, false, "parallel_tool_calls");
            assertThat(body(request).path("tool_choice"))
                    .hasToString("{\"type\":\"auto\",\"disable_parallel_tool_use\":true}");
            request.set(Param.TOOL_CHOICE, ToolChoice.NONE, "tool_choice");
            assertThat(body(request).path("tool_choice")).hasToString("{\"type\":\"none\"}");
            request.set(Param.PARALLEL_TOOL_CALLS, true, "parallel_tool_calls").unset(Param.TOOL_CHOICE);
            assertThat(body(request).has("tool_choice")).isFalse();
            assertThat(losses(write(request))).isEmpty();
        }

        @Test
        void a_choice_without_any_is_left_out_unless_one_must_be_called() {
            assertThat(body(asking().set(Param.TOOL_CHOICE, ToolChoice.AUTO, "tool_choice"))
                            .has("tool_choice"))
                    .isFalse();
            WrittenRequest forced = write(asking().tool(server(Tool.ServerKind.IMAGE_GENERATION, "{}"))
                    .set(Param.TOOL_CHOICE, ToolChoice.named("theirs"), "tool_choice"));
            assertThat(losses(forced)).containsExactly("HINT tools.0", "SEMANTIC tool_choice");
            assertThat(forced.isUsable()).isFalse();
        }
    }

    @Nested
    @DisplayName("writes media:")
    class Media {
        private WrittenRequest media(MediaKind kind, MediaSource source) {
            return write(empty().turn(turn(
                    Role.USER, text("Look"), new PromptBlock.Media(kind, source, at("messages.0.content.1")))));
        }

        private String source(MediaKind kind, MediaSource source) {
            WrittenRequest written = media(kind, source);
            assertThat(written.isUsable()).isTrue();
            return body(written)
                    .path("messages")
                    .path(0)
                    .path("content")
                    .path(1)
                    .path("source")
                    .toString();
        }

        @Test
        @Tag("field-24")
        void that_the_vendor_takes() {
            assertThat(source(MediaKind.IMAGE, new MediaSource.Inline("image/jpg", "AA")))
                    .isEqualTo("{\"type\":\"base64\",\"media_type\":\"image/jpeg\",\"data\":\"AA\"}");
            assertThat(source(MediaKind.IMAGE, new MediaSource.Inline(null, "iVBORw0KGgo=")))
                    .contains("image/png");
            assertThat(source(MediaKind.IMAGE, new MediaSource.Address(null, "https://e.com/a")))
                    .isEqualTo("{\"type\":\"url\",\"url\":\"https://e.com/a\"}");
            assertThat(source(MediaKind.DOCUMENT, new MediaSource.Inline("application/pdf", "AA")))
                    .isEqualTo("{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"AA\"}");
            assertThat(source(MediaKind.DOCUMENT, new MediaSource.Written("words")))
                    .isEqualTo("{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"words\"}");
            String csv = Base64.getEncoder().encodeToString("a,ü".getBytes(StandardCharsets.UTF_8));
            assertThat(source(MediaKind.DOCUMENT, new MediaSource.Inline("text/csv; charset=utf-8", csv)))
                    .isEqualTo("{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"a,ü\"}");
        }

        @Test
        @Tag("field-24")
        void and_refuses_what_the_vendor_cannot_look_at() {
            List<WrittenRequest> all = List.of(
                    media(MediaKind.AUDIO, new MediaSource.Inline("audio/wav", "AA")),
                    media(MediaKind.VIDEO, new MediaSource.Address(null, "https://e.com/v.mp4")),
                    media(MediaKind.IMAGE, new MediaSource.Inline("image/tiff", "AA")),
                    media(MediaKind.IMAGE, new MediaSource.Address(null, "gs://bucket/a.png")),
                    media(MediaKind.IMAGE, new MediaSource.Uploaded(Dialect.OPENAI_CHAT, null, "file-1")),
                    media(MediaKind.DOCUMENT, new MediaSource.Inline("application/msword", "AA")));
            assertThat(all)
                    .allSatisfy(
                            written -> assertThat(losses(written)).containsExactly("SEMANTIC messages.0.content.1"));
        }

        @Test
        void with_the_header_that_uploaded_files_need() {
            WrittenRequest written =
                    media(MediaKind.DOCUMENT, new MediaSource.Uploaded(Dialect.CLAUDE_MESSAGES, null, "file_1"));
            assertThat(written.headers()).containsEntry("anthropic-beta", "files-api-2025-04-14");
        }

        @Test
        void with_title_and_citations_and_without_a_level_of_detail() {
            PromptBlock.Media document = new PromptBlock.Media(
                    MediaKind.DOCUMENT,
                    new MediaSource.Written("w"),
                    "T",
                    "high",
                    true,
                    null,
                    new CacheMark("1h"),
                    at("messages.0.content.0"));
            WrittenRequest written = write(empty().turn(turn(Role.USER, document)));
            assertThat(body(written).path("messages").path(0).path("content").path(0))
                    .hasToString("{\"type\":\"document\",\"source\":{\"type\":\"text\",\"media_type\":\"text/plain\","
                            + "\"data\":\"w\"},\"title\":\"T\",\"citations\":{\"enabled\":true},"
                            + "\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}}");
            assertThat(losses(written)).containsExactly("APPROXIMATED messages.0.content.0");
        }
    }

    @Nested
    @DisplayName("writes the form of the answer:")
    class Format {
        private WrittenRequest format(OutputFormat.Kind kind, String schema) {
            RawJson json = schema == null ? null : RawJson.parse(schema);
            return write(asking().set(
                            Param.OUTPUT_FORMAT, new OutputFormat(kind, "n", null, json, true), "response_format"));
        }

        @Test
        void a_schema_with_every_object_closed() {
            WrittenRequest written = format(
                    OutputFormat.Kind.SCHEMA,
                    "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/$defs/A\"},\"n\":{\"oneOf\":[{\"type\":\"null\"},"
                            + "{\"type\":\"string\",\"format\":\"phone\",\"maxLength\":9,\"description\":\"d\"}]}},"
                            + "\"$defs\":{\"A\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"x\":{}}}}}}");
            assertThat(body(written).path("output_config"))
                    .hasToString("{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\",\"properties\":"
                            + "{\"a\":{\"$ref\":\"#/$defs/A\"},\"n\":{\"anyOf\":[{\"type\":\"null\"},{\"type\":\"string\","
                            + "\"description\":\"d {format: \\\"phone\\\", maxLength: 9}\"}]}},"
                            + "\"$defs\":{\"A\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"x\":{}},"
                            + "\"additionalProperties\":false}}},\"additionalProperties\":false}}}");
            assertThat(losses(written)).containsExactly("APPROXIMATED response_format");
        }

        @Test
        void a_schema_that_is_closed_already_as_it_is() {
            String schema = "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},"
                    + "\"required\":[\"a\"],\"additionalProperties\":false}";
            WrittenRequest written = format(OutputFormat.Kind.SCHEMA, schema);
            assertThat(body(written).path("output_config").path("format").path("schema"))
                    .hasToString(schema);
            assertThat(losses(written)).isEmpty();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"type\":\"object\"}",
                    "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}}}",
                    "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"}}}",
                    "{\"$ref\":\"#/$defs/A\",\"$defs\":{\"A\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/A\"}}}}",
                    "{\"$ref\":\"https://e.com/schema\"}"
                })
        void a_schema_that_the_vendor_cannot_enforce_in_the_system_prompt(String schema) {
            WrittenRequest written = format(OutputFormat.Kind.SCHEMA, schema);
            assertThat(body(written).has("output_config")).isFalse();
            assertThat(body(written).path("system").path(0).path("text").asString(""))
                    .endsWith(schema);
            assertThat(losses(written)).containsExactly("APPROXIMATED response_format");
        }

        @Test
        void json_in_the_system_prompt_and_text_not_at_all() {
            WrittenRequest json = format(OutputFormat.Kind.JSON, null);
            assertThat(body(json).path("system").path(0).path("text").asString(""))
                    .contains("JSON");
            assertThat(losses(json)).containsExactly("APPROXIMATED response_format");
            assertThat(body(format(OutputFormat.Kind.TEXT, null)).has("system")).isFalse();
        }
    }

    @Nested
    @DisplayName("writes cache marks:")
    class Cache {
        private PromptBlock.Text marked(String text) {
            return new PromptBlock.Text(text, List.of(), null, new CacheMark(null), at("messages.0.content"));
        }

        @Test
        @Tag("field-23")
        void in_their_place() {
            Tool.Function tool = new Tool.Function(null, "f", null, null, null, new CacheMark("5m"), at("tools.0"));
            JsonNode body = body(empty().turn(turn(Role.SYSTEM, marked("s")))
                    .turn(turn(Role.USER, marked("u")))
                    .tool(tool)
                    .set(Param.CACHE, new CacheMark("2h"), "cache_control"));
            assertThat(body.path("tools").path(0).path("cache_control"))
                    .hasToString("{\"type\":\"ephemeral\",\"ttl\":\"5m\"}");
            assertThat(body.path("system").path(0).has("cache_control")).isTrue();
            assertThat(body.path("messages").path(0).path("content").path(0).has("cache_control"))
                    .isTrue();
            assertThat(body.path("cache_control")).hasToString("{\"type\":\"ephemeral\"}");
        }

        @Test
        void at_most_four_the_first_and_the_last() {
            WrittenRequest written = write(empty().turn(turn(
                    Role.USER, marked("1"), marked("2"), marked("3"), marked("4"), marked("5"), marked("6"))));
            List<String> kept = body(written)
                    .path("messages")
                    .path(0)
                    .path("content")
                    .valueStream()
                    .filter(block -> block.has("cache_control"))
                    .map(block -> block.path("text").asString(""))
                    .toList();
            assertThat(kept).containsExactly("1", "2", "5", "6");
            assertThat(losses(written)).containsExactly("HINT cache_control");
        }
    }
}
