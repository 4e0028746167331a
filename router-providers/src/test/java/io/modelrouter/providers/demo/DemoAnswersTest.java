package io.modelrouter.providers.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.wire.Dialect;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

@DisplayName("The demo answers")
class DemoAnswersTest {

    private static Heard heard(Dialect dialect, Wished wished) {
        AskedOf.Answer answer = wished.whole(dialect);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return Heard.by(dialect, answer.json());
    }

    private static String finish(Dialect dialect, String chat, String responses, String claude, String gemini) {
        return switch (dialect) {
            case OPENAI_CHAT -> chat;
            case OPENAI_RESPONSES -> responses;
            case CLAUDE_MESSAGES -> claude;
            default -> gemini;
        };
    }

    @Nested
    class With_text {
        @ParameterizedTest
        @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
        void that_names_itself_the_model_and_what_was_said(Dialect dialect) {
            Heard heard =
                    heard(dialect, Wished.saying("  Tell me\n about  whales ").of("house-model"));
            assertThat(heard.text())
                    .contains("demo model of ModelRouter", "house-model", "\"Tell me about whales\"", "channel");
            assertThat(heard.finish()).isEqualTo(finish(dialect, "stop", "completed", "end_turn", "STOP"));
            assertThat(heard.thought()).isEmpty();
            assertThat(heard.thoughts()).isZero();
            assertThat(heard.output()).isEqualTo(TokenGuess.count(heard.text()));
        }

        @ParameterizedTest
        @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
        void that_quotes_only_the_beginning_of_a_long_question(Dialect dialect) {
            String text = heard(dialect, Wished.saying("🚀".repeat(5000))).text();
            assertThat(text).contains("\"" + "🚀".repeat(80) + "…\"").doesNotContain("🚀".repeat(81));
        }

        @ParameterizedTest
        @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
        void and_the_model_asked_for(Dialect dialect) {
            JsonNode answer =
                    Wished.saying("x").of("house-model").whole(dialect).json();
            String member = dialect == Dialect.GEMINI_GENERATE ? "modelVersion" : "model";
            assertThat(answer.path(member).asString()).isEqualTo("house-model");
        }
    }

    @Nested
    class With_a_thought {
        @ParameterizedTest
        @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
        void where_reasoning_is_asked_for(Dialect dialect) {
            Heard heard = heard(dialect, Wished.saying("whales").thinking());
            assertThat(heard.thought()).contains("whales");
            assertThat(heard.text()).contains("demo model");
            assertThat(heard.thoughts()).isEqualTo(TokenGuess.count(heard.thought()));
            assertThat(heard.output()).isEqualTo(heard.thoughts() + TokenGuess.count(heard.text()));
            assertThat(heard.signature()).isEqualTo(dialect != Dialect.OPENAI_CHAT);
        }

        @Test
        void encrypted_only_where_that_is_included() {
            String body = "{\"model\":\"m\",\"reasoning\":{\"effort\":\"low\"},\"input\":\"whales\"}";
            JsonNode item = AskedOf.answer(Dialect.OPENAI_RESPONSES, "m", false, body)
                    .json()
                    .at("/output/0");
            assertThat(item.path("type").asString()).isEqualTo("reasoning");
            assertThat(item.has("encrypted_content")).isFalse();
        }

        @Test
        void not_where_the_effort_is_none() {
            String body = "{\"model\":\"m\",\"reasoning\":{\"effort\":\"none\"},\"input\":\"whales\"}";
            assertThat(AskedOf.answer(Dialect.OPENAI_RESPONSES, "m", false, body)
                            .json()
                            .path("output")
                            .size())
                    .isEqualTo(1);
        }
    }

    @Nested
    class With_a_tool_call {
        private static final String CALLED = "weather{\"location\":\"Paris\",\"unit\":\"celsius\"}";

        @ParameterizedTest
        @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
        void of_the_first_tool_with_arguments_from_its_schema(Dialect dialect) {
            Heard heard = heard(
                    dialect,
                    Wished.saying("x").withTool("weather", Wished.WEATHER).withTool("add", Wished.ADD));
            assertThat(heard.calls()).containsExactly(CALLED);
            assertThat(heard.text()).isEmpty();
            assertThat(heard.finish()).isEqualTo(finish(dialect, "tool_calls", "completed", "tool_use", "STOP"));
        }

        @ParameterizedTest
        @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
        void of_the_tool_that_the_question_names(Dialect dialect) {
            Wished wished = Wished.saying("please Add them")
                    .withTool("weather", Wished.WEATHER)
                    .withTool("add", Wished.ADD);
            assertThat(heard(dialect, wished).calls()).containsExactly("add{\"a\":1,\"b\":1}");
        }

        @ParameterizedTest
        @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
        void of_the_tool_that_is_forced(Dialect dialect) {
            Wished wished = Wished.saying("the weather?")
                    .withTool("weather", Wished.WEATHER)
                    .withTool("add", Wished.ADD)
                    .choosing("add");
            assertThat(heard(dialect, wished).calls())
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("add");
        }

        @ParameterizedTest
        @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
        void but_not_where_the_choice_is_none(Dialect dialect) {
            Heard heard = heard(
                    dialect,
                    Wished.saying("x").withTool("weather", Wished.WEATHER).choosing("none"));
            assertThat(heard.calls()).isEmpty();
            assertThat(heard.text()).contains("demo model");
        }

        @ParameterizedTest
        @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
        void but_quotes_the_result_where_there_is_one(Dialect dialect) {
            Heard heard = heard(
                    dialect,
                    Wished.saying("x").withTool("weather", Wished.WEATHER).afterResult("It is sunny."));
            assertThat(heard.calls()).isEmpty();
            assertThat(heard.text()).contains("The tool answered: \"It is sunny.\"");
        }

        @ParameterizedTest
        @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
        void twice_where_the_question_says_parallel(Dialect dialect) {
            Wished two = Wished.saying("in parallel")
                    .withTool("weather", Wished.WEATHER)
                    .withTool("add", Wished.ADD);
            assertThat(heard(dialect, two).calls())
                    .hasSize(2)
                    .element(1)
                    .asString()
                    .startsWith("add");
            Wished one = Wished.saying("in parallel").withTool("weather", Wished.WEATHER);
            assertThat(heard(dialect, one).calls())
                    .containsExactly(CALLED, "weather{\"location\":\"Tokyo\",\"unit\":\"fahrenheit\"}");
        }

        @ParameterizedTest
        @EnumSource(
                value = Dialect.class,
                to = "GEMINI_GENERATE",
                names = "GEMINI_GENERATE",
                mode = EnumSource.Mode.EXCLUDE)
        void once_where_parallel_calls_are_not_allowed(Dialect dialect) {
            Wished wished = Wished.saying("in parallel")
                    .withTool("weather", Wished.WEATHER)
                    .oneCallAtATime();
            assertThat(heard(dialect, wished).calls()).hasSize(1);
        }

        @Test
        void of_a_tool_inside_a_namespace() {
            String body = "{\"model\":\"m\",\"input\":\"x\",\"tools\":[{\"type\":\"web_search\"},"
                    + "{\"type\":\"namespace\",\"name\":\"files\",\"description\":\"d\",\"tools\":["
                    + "{\"type\":\"function\",\"name\":\"list\",\"parameters\":{\"type\":\"object\"}}]}]}";
            JsonNode call = AskedOf.answer(Dialect.OPENAI_RESPONSES, "m", false, body)
                    .json()
                    .at("/output/0");
            assertThat(call.path("name").asString()).isEqualTo("list");
            assertThat(call.path("namespace").asString()).isEqualTo("files");
        }

        @Test
        void of_a_custom_tool_with_free_text() {
            String chat = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"4 + 4\"}],\"tools\":["
                    + "{\"type\":\"custom\",\"custom\":{\"name\":\"math\"}}]}";
            JsonNode call =
                    AskedOf.answer(Dialect.OPENAI_CHAT, "m", false, chat).json().at("/choices/0/message/tool_calls/0");
            assertThat(call.path("type").asString()).isEqualTo("custom");
            assertThat(call.at("/custom/input").asString()).isEqualTo("4 + 4");

            String responses =
                    "{\"model\":\"m\",\"input\":\"4 + 4\",\"tools\":[{\"type\":\"custom\",\"name\":\"math\"}]}";
            JsonNode item = AskedOf.answer(Dialect.OPENAI_RESPONSES, "m", false, responses)
                    .json()
                    .at("/output/0");
            assertThat(item.path("type").asString()).isEqualTo("custom_tool_call");
            assertThat(item.path("input").asString()).isEqualTo("4 + 4");
        }

        @Test
        void in_the_old_function_call_form() {
            String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"functions\":["
                    + "{\"name\":\"add\",\"parameters\":" + Wished.ADD + "}],\"function_call\":{\"name\":\"add\"}}";
            JsonNode choice =
                    AskedOf.answer(Dialect.OPENAI_CHAT, "m", false, body).json().at("/choices/0");
            assertThat(choice.at("/message/function_call/arguments").asString()).isEqualTo("{\"a\":1,\"b\":1}");
            assertThat(choice.path("finish_reason").asString()).isEqualTo("function_call");
        }
    }

    @Nested
    class As_told_by_clients {
        @Test
        void where_a_system_message_follows_the_tool_result() {
            String body = "{\"model\":\"m\",\"max_tokens\":500,\"tools\":[{\"name\":\"ls\",\"input_schema\":"
                    + "{\"type\":\"object\"}}],\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"go\"}]},"
                    + "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"ls\",\"input\":{}}]},"
                    + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":\"a.txt\"}]},"
                    + "{\"role\":\"system\",\"content\":\"environment\"}]}";
            Heard heard = Heard.by(
                    Dialect.CLAUDE_MESSAGES,
                    AskedOf.answer(Dialect.CLAUDE_MESSAGES, "m", false, body).json());
            assertThat(heard.calls()).isEmpty();
            assertThat(heard.text()).contains("a.txt");
        }

        @Test
        void where_gemini_settings_come_in_snake_case() {
            String body = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"x\"}]}],\"generation_config\":"
                    + "{\"max_output_tokens\":3},\"tools\":[{\"function_declarations\":[{\"name\":\"f\"}]}],"
                    + "\"tool_config\":{\"function_calling_config\":{\"mode\":\"none\"}}}";
            Heard heard = Heard.by(
                    Dialect.GEMINI_GENERATE,
                    AskedOf.answer(Dialect.GEMINI_GENERATE, "m", false, body).json());
            assertThat(heard.finish()).isEqualTo("MAX_TOKENS");
            assertThat(heard.output()).isEqualTo(3);
        }
    }

    @Nested
    class Within_limits {
        @ParameterizedTest
        @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
        void of_tokens(Dialect dialect) {
            Heard heard = heard(dialect, Wished.saying("hello").atMost(5));
            assertThat(heard.output()).isEqualTo(5);
            assertThat(TokenGuess.count(heard.text())).isEqualTo(5);
            assertThat(heard.finish())
                    .isEqualTo(finish(dialect, "length", "incomplete:max_output_tokens", "max_tokens", "MAX_TOKENS"));
        }

        @ParameterizedTest
        @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
        void that_are_just_enough(Dialect dialect) {
            int needed = (int) heard(dialect, Wished.saying("hello")).output();
            Heard heard = heard(dialect, Wished.saying("hello").atMost(needed));
            assertThat(heard.finish()).isEqualTo(finish(dialect, "stop", "completed", "end_turn", "STOP"));
        }

        @ParameterizedTest
        @EnumSource(
                value = Dialect.class,
                to = "GEMINI_GENERATE",
                names = "OPENAI_RESPONSES",
                mode = EnumSource.Mode.EXCLUDE)
        void of_a_stop_sequence(Dialect dialect) {
            Heard heard = heard(dialect, Wished.saying("before HALT after").stoppingAt("HALT"));
            assertThat(heard.text()).endsWith("before ");
            assertThat(heard.finish()).isEqualTo(finish(dialect, "stop", "", "stop_sequence", "STOP"));
        }

        @Test
        void and_names_the_stop_sequence_to_claude_clients() {
            JsonNode answer = Wished.saying("before HALT after")
                    .stoppingAt("HALT")
                    .whole(Dialect.CLAUDE_MESSAGES)
                    .json();
            assertThat(answer.path("stop_sequence").asString()).isEqualTo("HALT");
        }

        @Test
        void of_the_number_of_choices() {
            JsonNode chat =
                    Wished.saying("x").times(3).whole(Dialect.OPENAI_CHAT).json();
            assertThat(chat.path("choices").size()).isEqualTo(3);
            assertThat(Heard.chat(chat, 1).text())
                    .isNotEqualTo(Heard.chat(chat, 0).text());
            JsonNode gemini =
                    Wished.saying("x").times(3).whole(Dialect.GEMINI_GENERATE).json();
            assertThat(gemini.path("candidates").size()).isEqualTo(3);
            assertThat(gemini.at("/usageMetadata/candidatesTokenCount").asLong())
                    .isGreaterThan(TokenGuess.count(Heard.gemini(gemini, 2).text()));
        }
    }

    @Nested
    class With_JSON {
        @ParameterizedTest
        @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
        void that_fits_the_schema(Dialect dialect) {
            String text = heard(dialect, Wished.saying("where").inSchema(Wished.WEATHER))
                    .text();
            assertThat(text).isEqualTo("{\"location\":\"Paris\",\"unit\":\"celsius\"}");
        }

        @ParameterizedTest
        @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
        void that_fits_a_schema_in_the_question(Dialect dialect) {
            String question =
                    "Who? Answer in JSON {now}, following this JSON Schema:\n```" + Wished.ADD + "```\nOnly {JSON}.";
            assertThat(heard(dialect, Wished.saying(question)).text()).isEqualTo("{\"a\":1,\"b\":1}");
            String none = "A JSON schema begins with { and then \"type\".";
            assertThat(heard(dialect, Wished.saying(none)).text()).contains("demo model");
        }

        @ParameterizedTest
        @EnumSource(
                value = Dialect.class,
                to = "GEMINI_GENERATE",
                names = "CLAUDE_MESSAGES",
                mode = EnumSource.Mode.EXCLUDE)
        void of_its_own_where_there_is_no_schema(Dialect dialect) {
            JsonNode json = AskedOf.JSON.readTree(
                    heard(dialect, Wished.saying("where").inJson()).text());
            assertThat(json.isObject()).isTrue();
            assertThat(json.path("you_wrote").asString()).isEqualTo("where");
        }
    }
}
