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

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Thinking;
import io.modelrouter.chat.Thinking.Mode;
import io.modelrouter.chat.ToolChoice;
import io.modelrouter.chat.Turn.Role;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.wire.Dialect;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@DisplayName("The settings of a written Claude request")
class ClaudeSettingsWriterTest {

    @Test
    @Tag("field-26")
    void are_those_of_the_caller_zeros_and_all() {
        WrittenRequest written = write(asking().set(Param.MAX_OUTPUT_TOKENS, 9L, "max_tokens")
                .set(Param.TEMPERATURE, BigDecimal.ZERO, "temperature")
                .set(Param.TOP_P, new BigDecimal("0.0"), "top_p")
                .set(Param.TOP_K, 0L, "top_k")
                .set(Param.STOP, List.of("END"), "stop")
                .set(Param.USER, "u", "user")
                .set(Param.SERVICE_TIER, "default", "service_tier"));
        assertThat(body(written))
                .hasToString(
                        "{\"model\":\"claude-x\",\"max_tokens\":9,\"temperature\":0,\"top_p\":0.0,\"top_k\":0,"
                                + "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]}],"
                                + "\"stop_sequences\":[\"END\"],\"metadata\":{\"user_id\":\"u\"},\"service_tier\":\"standard_only\"}");
        assertThat(written.losses()).isEmpty();
        assertThat(written.headers()).isEmpty();
    }

    @Test
    void ask_for_a_stream_where_one_is_wanted() {
        WrittenRequest written =
                new ClaudeCodec().writeRequest(asking().build(), new WriteTarget("m", true, "anthropic"));
        assertThat(body(written).path("stream").booleanValue()).isTrue();
    }

    @Test
    void have_a_limit_even_where_the_caller_set_none() {
        WrittenRequest written = write(asking());
        assertThat(body(written).path("max_tokens").asInt()).isEqualTo(8192);
        assertThat(written.losses())
                .singleElement()
                .satisfies(loss -> assertThat(loss.severity()).isEqualTo(Loss.Severity.APPROXIMATED));
    }

    @Test
    void are_cut_to_what_the_vendor_takes() {
        WrittenRequest written = write(asking().set(Param.TEMPERATURE, new BigDecimal("1.7"), "temperature")
                .set(Param.STOP, List.of("\n\n", "END"), "stop")
                .set(Param.USER, "u".repeat(300), "user")
                .set(Param.SERVICE_TIER, "flex", "service_tier"));
        assertThat(body(written).path("temperature").asInt()).isEqualTo(1);
        assertThat(body(written).path("stop_sequences")).hasToString("[\"END\"]");
        assertThat(losses(written))
                .containsExactly("APPROXIMATED temperature", "SEMANTIC stop", "HINT user", "HINT service_tier");
    }

    @Test
    void that_the_vendor_has_no_word_for_are_reported() {
        WrittenRequest written = write(asking().set(Param.SEED, 1L, "seed")
                .set(Param.FREQUENCY_PENALTY, BigDecimal.ONE, "frequency_penalty")
                .set(Param.CHOICES, 2L, "n")
                .set(Param.LOGPROBS, true, "logprobs")
                .set(Param.MODALITIES, List.of("text", "audio"), "modalities")
                .set(Param.STORE, true, "store")
                .set(Param.VERBOSITY, "low", "verbosity"));
        assertThat(losses(written))
                .containsExactlyInAnyOrder(
                        "HINT seed",
                        "HINT frequency_penalty",
                        "SEMANTIC n",
                        "SEMANTIC logprobs",
                        "SEMANTIC modalities",
                        "HINT store",
                        "HINT verbosity");
    }

    @Test
    void that_say_what_holds_anyway_are_no_loss() {
        WrittenRequest written = write(asking().set(Param.CHOICES, 1L, "n")
                .set(Param.LOGPROBS, false, "logprobs")
                .set(Param.STORE, false, "store")
                .set(Param.PRESENCE_PENALTY, new BigDecimal("0.0"), "presence_penalty")
                .set(Param.MODALITIES, List.of("text"), "modalities"));
        assertThat(losses(written)).isEmpty();
    }

    @Nested
    @DisplayName("for thinking")
    class AboutThinking {
        private ChatRequest.Builder thinking(Mode mode, String effort, Long budget) {
            return asking().set(Param.THINKING, new Thinking(mode, effort, budget, null), "reasoning_effort");
        }

        @ParameterizedTest
        @CsvSource({
            "minimal, 1024, 9216",
            "low, 1024, 9216",
            "medium, 8192, 16384",
            "high, 24576, 32768",
            "xhigh, 32768, 40960"
        })
        void turn_an_effort_into_a_budget_with_room_behind_it(String effort, long budget, long limit) {
            WrittenRequest written = write(thinking(Mode.DEFAULT, effort, null));
            assertThat(body(written).path("thinking"))
                    .hasToString("{\"type\":\"enabled\",\"budget_tokens\":" + budget + "}");
            assertThat(body(written).path("max_tokens").asLong()).isEqualTo(limit);
            assertThat(losses(written)).containsExactly("APPROXIMATED reasoning_effort");
        }

        @ParameterizedTest
        @CsvSource({
            // wanted budget, limit, written budget, written limit
            "2000, 4000, 2000, 4000",
            "32000, 32000, 25600, 32000",
            "9000, 5000, 4000, 5000",
            "1024, 1000, 1024, 2024",
            "100, 4000, 1024, 4000"
        })
        @Tag("clients-3")
        void keep_the_budget_below_the_limit(long wanted, long said, long budget, long limit) {
            JsonNode body = body(thinking(Mode.ON, null, wanted).set(Param.MAX_OUTPUT_TOKENS, said, "max_tokens"));
            assertThat(body.path("thinking").path("budget_tokens").asLong()).isEqualTo(budget);
            assertThat(body.path("max_tokens").asLong()).isEqualTo(limit);
        }

        @Test
        void leave_it_to_the_model_where_the_caller_does() {
            WrittenRequest written =
                    write(asking().set(Param.THINKING, new Thinking(Mode.ADAPTIVE, "minimal", null, true), "thinking"));
            assertThat(body(written).path("thinking"))
                    .hasToString("{\"type\":\"adaptive\",\"display\":\"summarized\"}");
            assertThat(body(written).path("output_config")).hasToString("{\"effort\":\"low\"}");
        }

        @ParameterizedTest
        @CsvSource({"OFF,,", "DEFAULT, none,", "ON,, 0"})
        void say_nothing_where_it_is_off(Mode mode, String effort, Long budget) {
            WrittenRequest written = write(thinking(mode, effort, budget));
            assertThat(body(written).has("thinking")).isFalse();
            assertThat(losses(written)).isEmpty();
        }

        @Test
        @Tag("field-18")
        void let_a_forced_tool_win() {
            WrittenRequest written = write(thinking(Mode.ON, null, 2000L)
                    .tool(function("f"))
                    .set(Param.TOOL_CHOICE, ToolChoice.REQUIRED, "tool_choice"));
            assertThat(body(written).has("thinking")).isFalse();
            assertThat(losses(written)).containsExactly("HINT reasoning_effort");
        }

        @Test
        void leave_out_the_sampling_it_excludes() {
            WrittenRequest written = write(thinking(Mode.ON, null, 2000L)
                    .set(Param.TEMPERATURE, new BigDecimal("0.2"), "temperature")
                    .set(Param.TOP_K, 5L, "top_k")
                    .set(Param.TOP_P, new BigDecimal("0.5"), "top_p"));
            assertThat(body(written).has("temperature")).isFalse();
            assertThat(losses(written)).containsExactly("HINT temperature", "HINT top_p", "HINT top_k");
            assertThat(body(thinking(Mode.ON, null, 2000L)
                                    .set(Param.TEMPERATURE, new BigDecimal("1.0"), "temperature")
                                    .set(Param.TOP_P, new BigDecimal("0.95"), "top_p"))
                            .path("top_p")
                            .decimalValue())
                    .isEqualTo("0.95");
        }

        private ChatRequest.Builder loop(PromptBlock... answer) {
            return empty().turn(turn(Role.USER, text("Hi")))
                    .turn(turn(Role.ASSISTANT, answer))
                    .turn(turn(Role.USER, result("c", text("1"))))
                    .tool(function("f"));
        }

        @Test
        @Tag("field-22")
        void switch_it_off_in_a_tool_loop_that_has_lost_it() {
            Thinking on = new Thinking(Mode.ON, null, 2000L, null);
            PromptBlock foreign = new PromptBlock.Reasoning(
                    "hmm", Signature.of(Dialect.OPENAI_RESPONSES, "x"), at("messages.1.reasoning"));
            WrittenRequest written = write(loop(foreign, call("c", "{}")).set(Param.THINKING, on, "thinking"));
            assertThat(body(written).has("thinking")).isFalse();
            assertThat(losses(written)).containsExactly("HINT messages.1.reasoning", "HINT thinking");
        }

        @Test
        @Tag("field-22")
        void keep_it_where_the_loop_has_its_own() {
            Thinking on = new Thinking(Mode.ON, null, 2000L, null);
            PromptBlock own = new PromptBlock.Reasoning(
                    "hmm", Signature.of(Dialect.CLAUDE_MESSAGES, "x"), at("messages.1.reasoning"));
            assertThat(body(loop(own, call("c", "{}")).set(Param.THINKING, on, "thinking"))
                            .has("thinking"))
                    .isTrue();
            Thinking adaptive = new Thinking(Mode.ADAPTIVE, null, null, null);
            assertThat(body(loop(call("c", "{}")).set(Param.THINKING, adaptive, "thinking"))
                            .has("thinking"))
                    .isTrue();
        }
    }
}
