package io.modelrouter.request;

import static io.modelrouter.request.RequestAssertions.assertBody;
import static io.modelrouter.request.RequestAssertions.assertRefused;
import static io.modelrouter.request.RequestAssertions.body;
import static io.modelrouter.request.RequestAssertions.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.MalformedJsonException;
import io.modelrouter.wire.RawJson;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiChatRequestTest {
    private static final String SMALL = "{'model':'gpt-4o','messages':[]}";

    @Nested
    class Reading {
        private final OpenAiChatRequest request = OpenAiChatRequest.parse(body("{ 'model':'gpt-4o' ,'messages':["
                + "{'role':'system','content':'s'},{'role':'user','content':'u'}],'stream':true,"
                + "'stream_options':{'include_usage':true},'temperature':0,'top_p':0.5,'max_completion_tokens':10,"
                + "'max_tokens':20,'n':2,'stop':['a','b'],'seed':-7,'user':'u-1','tools':[{'type':'function'}],"
                + "'tool_choice':'auto','parallel_tool_calls':false,'response_format':{'type':'json_object'},"
                + "'reasoning_effort':'low','unheard_of':[1.0]}"));

        @Test
        void everyMemberHasItsAccessor() {
            assertThat(request.dialect()).isEqualTo(Dialect.OPENAI_CHAT);
            assertThat(request.model()).isEqualTo("gpt-4o");
            assertThat(request.stream()).isTrue();
            assertThat(request.includeUsage()).isTrue();
            assertThat(request.messages()).hasSize(2);
            assertThat(request.messages().get(1).get("content")).contains(RawJson.of("u"));
            assertThat(request.temperature()).hasValue(0);
            assertThat(request.topP()).hasValue(0.5);
            assertThat(request.choices()).isEqualTo(2);
            assertThat(request.stop()).containsExactly("a", "b");
            assertThat(request.seed()).hasValue(-7);
            assertThat(request.user()).contains("u-1");
            assertThat(request.tools()).hasSize(1);
            assertThat(request.toolChoice()).contains(RawJson.of("auto"));
            assertThat(request.parallelToolCalls()).contains(false);
            assertThat(request.responseFormat()).isPresent();
            assertThat(request.reasoningEffort()).contains("low");
        }

        @Test
        void theModernLimitGoesBeforeTheOlderOne() {
            assertThat(request.maxOutputTokens()).hasValue(10);
            assertThat(chat("'max_tokens':20").maxOutputTokens()).hasValue(20);
            assertThat(chat("'max_tokens':20,'max_completion_tokens':null").maxOutputTokens())
                    .hasValue(20);
            assertThat(chat("'max_tokens':0").maxOutputTokens()).hasValue(0);
        }

        @Test
        void anUnknownMemberIsThereAsItWasWritten() {
            assertThat(request.get("unheard_of"))
                    .hasValueSatisfying(value -> assertThat(value).hasToString("[1.0]"));
        }

        @Test
        void stopMayBeOneString() {
            assertThat(chat("'stop':'end'").stop()).containsExactly("end");
            assertThat(chat("'stop':null").stop()).isEmpty();
        }

        @Test
        void whatIsAbsentIsEmpty() {
            OpenAiChatRequest small = OpenAiChatRequest.parse(body(SMALL));

            assertThat(small.stream()).isFalse();
            assertThat(small.includeUsage()).isFalse();
            assertThat(small.maxOutputTokens()).isEmpty();
            assertThat(small.choices()).isEqualTo(1);
            assertThat(small.temperature()).isEmpty();
            assertThat(small.seed()).isEmpty();
            assertThat(small.tools()).isEmpty();
            assertThat(small.toolChoice()).isEmpty();
            assertThat(small.parallelToolCalls()).isEmpty();
            assertThat(small.get("temperature")).isEmpty();
        }

        @Test
        void whatIsNullIsEmptyButThere() {
            OpenAiChatRequest nulls = chat("'stream':null,'n':null,'max_tokens':null,'temperature':null,'user':null,"
                    + "'tools':null,'tool_choice':null,'stream_options':null");

            assertThat(nulls.stream()).isFalse();
            assertThat(nulls.choices()).isEqualTo(1);
            assertThat(nulls.maxOutputTokens()).isEmpty();
            assertThat(nulls.temperature()).isEmpty();
            assertThat(nulls.user()).isEmpty();
            assertThat(nulls.tools()).isEmpty();
            assertThat(nulls.toolChoice()).isEmpty();
            assertThat(nulls.includeUsage()).isFalse();
            assertThat(nulls.get("temperature")).contains(RawJson.ofNull());
        }

        @Test
        void zeroAndFalseAreValues() {
            OpenAiChatRequest zeros = chat("'temperature':0,'seed':0,'parallel_tool_calls':false");

            assertThat(zeros.temperature()).hasValue(0);
            assertThat(zeros.seed()).hasValue(0);
            assertThat(zeros.parallelToolCalls()).contains(false);
        }

        @Test
        void anOddValueOfAMemberThatIsNotNeededIsEmptyAndKept() {
            OpenAiChatRequest odd = chat("'temperature':'hot','seed':1.5,'user':7,'stop':5,'stream_options':[],"
                    + "'tools':{},'response_format':1,'reasoning_effort':{},'logit_bias':'x'");

            assertThat(odd.temperature()).isEmpty();
            assertThat(odd.seed()).isEmpty();
            assertThat(odd.user()).isEmpty();
            assertThat(odd.stop()).isEmpty();
            assertThat(odd.includeUsage()).isFalse();
            assertThat(odd.tools()).isEmpty();
            assertThat(odd.reasoningEffort()).isEmpty();
            assertThat(odd.get("temperature")).contains(RawJson.of("hot"));
        }

        @Test
        void theBytesAreThoseThatCame() {
            byte[] bytes = body("{ 'messages' : [ ] ,\n'model':'\\u0067pt', 'x':1.0}");

            assertThat(OpenAiChatRequest.parse(bytes).json().toBytes()).isEqualTo(bytes);
            assertThat(OpenAiChatRequest.parse(bytes).model()).isEqualTo("gpt");
        }

        @Test
        void headersAreKeptAndCannotBeChanged() {
            Map<String, String> headers = Map.of("openai-beta", "x");
            OpenAiChatRequest withHeaders = OpenAiChatRequest.parse(RawJson.parse(body(SMALL)), headers);

            assertThat(withHeaders.headers()).isEqualTo(headers);
            assertThat(withHeaders.withModel("m").withStream(true).headers()).isEqualTo(headers);
        }

        @Test
        void theTextOfARequestShowsNoContent() {
            assertThat(chat("'user':'secret'")).asString().doesNotContain("secret", "gpt");
        }
    }

    @Nested
    class Checking {
        @ParameterizedTest
        @ValueSource(strings = {"[]", "1", "'text'", "null"})
        void aBodyThatIsNoObjectIsRefused(String json) {
            assertThatExceptionOfType(InvalidRequestException.class)
                    .isThrownBy(() -> OpenAiChatRequest.parse(body(json)))
                    .withMessage("the body must be a JSON object")
                    .satisfies(refusal -> assertThat(refusal.param()).isNull());
        }

        @Test
        void aBodyThatIsNoJsonIsRefused() {
            assertThatExceptionOfType(MalformedJsonException.class)
                    .isThrownBy(() -> OpenAiChatRequest.parse(body("{'model'")));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{'messages':[]}",
                    "{'model':null,'messages':[]}",
                    "{'model':5,'messages':[]}",
                    "{'model':'','messages':[]}",
                    "{'model':['a'],'messages':[]}"
                })
        void theModelMustBeAText(String json) {
            assertRefused(() -> OpenAiChatRequest.parse(body(json)), "model");
        }

        @Test
        void theModelHasAtMost256Characters() {
            String longest = "m".repeat(256);

            assertThat(OpenAiChatRequest.parse(body("{'model':'" + longest + "','messages':[]}"))
                            .model())
                    .isEqualTo(longest);
            assertRefused(() -> OpenAiChatRequest.parse(body("{'model':'" + longest + "m','messages':[]}")), "model");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{'model':'m'}",
                    "{'model':'m','messages':null}",
                    "{'model':'m','messages':{}}",
                    "{'model':'m','messages':'hello'}"
                })
        void messagesMustBeAnArray(String json) {
            assertRefused(() -> OpenAiChatRequest.parse(body(json)), "messages");
        }

        @Test
        void messagesAndToolsAreCounted() {
            String most = String.join(",", Collections.nCopies(RouterRequest.MAX_MESSAGES, "{}"));
            String tools = String.join(",", Collections.nCopies(RouterRequest.MAX_TOOLS, "{}"));
            OpenAiChatRequest full =
                    OpenAiChatRequest.parse(body("{'model':'m','messages':[" + most + "],'tools':[" + tools + "]}"));

            assertThat(full.messages()).hasSize(RouterRequest.MAX_MESSAGES);
            assertRefused(
                    () -> OpenAiChatRequest.parse(body("{'model':'m','messages':[" + most + ",{}]}")), "messages");
            assertRefused(() -> chat("'tools':[" + tools + ",{}]"), "tools");
        }

        @ParameterizedTest
        @ValueSource(strings = {"'true'", "1", "[]"})
        void streamMustBeTrueOrFalse(String value) {
            assertRefused(() -> chat("'stream':" + value), "stream");
        }

        @ParameterizedTest
        @Tag("R1.9")
        @ValueSource(strings = {"-1", "1.5", "2147483648", "1e30", "1e99999999999", "'5'", "true", "[1]"})
        void limitsMustBeWholeNumbersInRange(String value) {
            assertRefused(() -> chat("'max_tokens':" + value), "max_tokens");
            assertRefused(() -> chat("'max_completion_tokens':" + value), "max_completion_tokens");
        }

        @ParameterizedTest
        @Tag("R1.9")
        @ValueSource(strings = {"0", "129", "-1", "1.5", "'2'", "4294967297"})
        void choicesMustBeFrom1To128(String value) {
            assertRefused(() -> chat("'n':" + value), "n");
        }

        @Test
        @Tag("R1.9")
        void theEdgesOfTheRangesAreTaken() {
            assertThat(chat("'max_tokens':2147483647").maxOutputTokens()).hasValue(2147483647);
            assertThat(chat("'max_tokens':1e3").maxOutputTokens()).hasValue(1000);
            assertThat(chat("'n':128").choices()).isEqualTo(128);
            assertThat(chat("'n':1.0").choices()).isEqualTo(1);
        }
    }

    @Nested
    class Changing {
        private final OpenAiChatRequest request = OpenAiChatRequest.parse(
                body(" { 'z':1.0, 'model' : 'gpt-4o' ,'messages':[ {'content':null} ],'stream_options':{ 'a':0 } } "));

        @Test
        void theModelIsReplacedAndNothingElse() {
            assertBody(
                    request.withModel("o3"),
                    "{ 'z':1.0, 'model' : 'o3' ,'messages':[ {'content':null} ],'stream_options':{ 'a':0 } }");
            assertThat(request.withModel("o3").model()).isEqualTo("o3");
            assertThat(request.model()).isEqualTo("gpt-4o");
        }

        @Test
        void theStreamFlagIsSet() {
            assertThat(request.withStream(true).stream()).isTrue();
            assertThat(request.withStream(true).withStream(false).stream()).isFalse();
            assertBody(
                    request.withStream(true),
                    "{ 'z':1.0, 'model' : 'gpt-4o' ,'messages':[ {'content':null} ],'stream_options':{ 'a':0 } ,"
                            + "'stream':true}");
        }

        @Test
        void anyMemberIsSetByItsPath() {
            OpenAiChatRequest changed = request.with("stream_options.include_usage", RawJson.of(true));

            assertThat(changed.includeUsage()).isTrue();
            assertThat(changed.json().toString()).contains(json("'stream_options':{ 'a':0 ,'include_usage':true}"));
        }

        @Test
        void aChangeIsCheckedLikeABody() {
            assertRefused(() -> request.withModel(""), "model");
            assertRefused(() -> request.with("n", RawJson.of(0)), "n");
            assertThatIllegalArgumentException().isThrownBy(() -> request.with("model.name", RawJson.of(0)));
            assertThatIllegalArgumentException().isThrownBy(() -> request.with("a..b", RawJson.of(0)));
        }
    }

    private static OpenAiChatRequest chat(String members) {
        return OpenAiChatRequest.parse(body("{'model':'gpt-4o','messages':[]," + members + "}"));
    }
}
